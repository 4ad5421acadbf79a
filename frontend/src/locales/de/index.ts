import account from './account.json'
import dashboard from './dashboard.json'
import events from './events.json'
import guest from './guest.json'
import landing from './landing.json'
import people from './people.json'
import shell from './shell.json'
import sorting from './sorting.json'
import workspace from './workspace.json'

export default { account, dashboard, events, guest, landing, people, shell, sorting, workspace }

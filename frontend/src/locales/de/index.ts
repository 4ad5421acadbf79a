import account from './account.json'
import dashboard from './dashboard.json'
import events from './events.json'
import guest from './guest.json'
import landing from './landing.json'
import shell from './shell.json'

export default { account, dashboard, events, guest, landing, shell }

import people from './people.json'
import sorting from './sorting.json'
import suggestions from './suggestions.json'
import workspace from './workspace.json'

/** Texts of the pages for one's own photos, which guests at a party need not wait for. */
export default { people, sorting, suggestions, workspace }

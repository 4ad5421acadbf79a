import duplicates from './duplicates.json'
import find from './find.json'
import models from './models.json'
import people from './people.json'
import sorting from './sorting.json'
import suggestions from './suggestions.json'
import workspace from './workspace.json'

/** Texts of the pages for one's own photos, which guests at a party need not wait for. */
export default { duplicates, find, models, people, sorting, suggestions, workspace }

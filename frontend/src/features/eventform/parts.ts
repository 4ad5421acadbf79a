import type { FormField } from './checks'
import type { EventDraft } from './draft'

/** What each part of the form is given. */
export interface FormPart {
  draft: EventDraft
  change: (part: Partial<EventDraft>) => void
  /** What is wrong with a field, in a sentence. */
  errors: Partial<Record<FormField, string>>
}

import { type ChangeEvent, type KeyboardEvent, type PointerEvent, useEffect, useId, useState } from 'react'

interface ComboboxHow<Option extends { id: string }> {
  value: string
  onText: (text: string) => void
  /** What is offered just now, in the order in which arrows go through it; nothing while the list is closed. */
  options: readonly Option[]
  /** Place of the option that Enter takes before anybody used the arrows; none where it is not given. */
  meant?: number
  /** Opens or closes the list; not given where it is always there. */
  onOpen?: (open: boolean) => void
  /** An option was pressed. */
  onTake: (option: Option) => void
  /** Enter, with what is marked; false where it means nothing here, and the form is sent. */
  onEnter: (marked: Option | undefined) => boolean
  /** Escape; false where there is nothing to give up, and whoever is around hears it. */
  onEscape: () => boolean
  /** Keys before those of the list; true where one meant something. */
  onKey?: (event: KeyboardEvent<HTMLInputElement>) => boolean
}

/** Keys that move the cursor in the text: what was marked in the list is not any more. */
const IN_TEXT: ReadonlySet<string> = new Set(['Home', 'End', 'ArrowLeft', 'ArrowRight'])

/** Whether a key belongs to an input method that is still composing; Safari sends the last one as 229 after it ended. */
function composes({ nativeEvent }: KeyboardEvent): boolean {
  return nativeEvent.isComposing || nativeEvent.keyCode === 229
}

/**
 * A field to type in with a list of what fits (WAI-ARIA combobox, editable, with list autocomplete). The focus stays in the
 * field; up and down go through the list and around, Home, End, left and right are the text's again, Alt with down or
 * up opens or closes.
 *
 * What is marked is an option, not a place: an answer that comes late puts no other one under Enter.
 */
export function useCombobox<Option extends { id: string }>(how: ComboboxHow<Option>) {
  const { options, onOpen } = how
  const id = useId()
  const [moved, setMoved] = useState<string>()
  const movedAt = options.findIndex((one) => one.id === moved)
  const at = movedAt < 0 ? (how.meant ?? -1) : movedAt
  const marked = options[at]
  // An element's id has no spaces: what is offered may.
  const idOf = (option: Option) => `${id}-${encodeURIComponent(option.id)}`
  const seen = options[movedAt] && idOf(options[movedAt])
  useEffect(() => {
    if (seen) document.getElementById(seen)?.scrollIntoView?.({ block: 'nearest' })
  }, [seen])

  const unmark = () => setMoved(undefined)
  const arrow = (step: 1 | -1, alt: boolean): boolean => {
    if (alt && !onOpen) return false
    onOpen?.(!(alt && step < 0))
    if (alt || options.length === 0) return alt || !!onOpen
    setMoved(options[(at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length]?.id)
    return true
  }
  const means = (event: KeyboardEvent<HTMLInputElement>): boolean => {
    if (how.onKey?.(event)) return true
    if (event.key === 'Enter') return how.onEnter(marked)
    if (event.key === 'Escape') return how.onEscape()
    if (event.ctrlKey || event.metaKey) return false
    if (event.key === 'ArrowDown') return arrow(1, event.altKey)
    if (event.key === 'ArrowUp') return arrow(-1, event.altKey)
    if (IN_TEXT.has(event.key)) unmark()
    return false
  }
  return {
    marked,
    /** What arrows chose, while it is offered. */
    moved: options[movedAt],
    unmark,
    /** For the input. */
    field: {
      id,
      role: 'combobox',
      'aria-expanded': options.length > 0,
      'aria-controls': `${id}-list`,
      'aria-autocomplete': 'list',
      'aria-activedescendant': marked && idOf(marked),
      autoComplete: 'off',
      value: how.value,
      onChange: (event: ChangeEvent<HTMLInputElement>) => {
        unmark()
        onOpen?.(true)
        how.onText(event.target.value)
      },
      onClick: () => onOpen?.(true),
      onBlur: () => onOpen?.(false),
      onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => {
        if (composes(event) || !means(event)) return
        event.preventDefault()
        event.stopPropagation()
      },
    },
    /** For what has the options in it; it is named like the field, or by what it offers. */
    list: { id: `${id}-list`, role: 'listbox' },
    /** For one option. */
    option: (option: Option) => ({
      id: idOf(option),
      role: 'option',
      'aria-selected': option === marked,
      // The field keeps the focus.
      onPointerDown: (event: PointerEvent) => event.preventDefault(),
      onClick: () => how.onTake(option),
    }),
  } as const
}

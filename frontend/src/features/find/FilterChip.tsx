import { CalendarDays, CalendarHeart, Camera, Check, type LucideIcon, MapPin, ScanFace, Tag, Type, UserRoundCheck, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { classes } from '@/components/classes'
import { Menu } from '@/components/Menu'
import { FaceCover } from '@/features/people/FaceCover'
import { type Looking, type Part, partOf, WAYS, withoutPart, withPart } from './looking'
import type { Shown } from './parts'

interface ChipProps {
  shown: Shown
  looking: Looking
  onLook: (looking: Looking) => void
  onRemove: () => void
  /** Words go back into the field. */
  onEdit: (text: string) => void
}

const ICONS: Record<Exclude<Part['kind'], 'person'>, LucideIcon> = {
  only: UserRoundCheck,
  words: Type,
  name: Type,
  label: Tag,
  event: CalendarHeart,
  date: CalendarDays,
  span: CalendarDays,
  place: MapPin,
  camera: Camera,
  faces: ScanFace,
  noFace: ScanFace,
}

const INSIDE = 'flex min-h-9 min-w-0 items-center gap-2 rounded-full py-0.5 pl-1 text-sm font-semibold'

/** One part of what is looked for: of a person one says in which way, words are written anew, all can be taken away. */
export function FilterChip({ shown, looking, onLook, onRemove, onEdit }: ChipProps) {
  const { t } = useTranslation()
  const { part, text } = shown
  return (
    <span
      className={classes(
        'flex max-w-full items-center rounded-full border',
        part.kind === 'person' && part.way === 'without' ? 'border-transparent bg-bad-soft text-bad' : 'border-transparent bg-accent-soft text-ink',
      )}
    >
      {part.kind === 'person' ? (
        <PersonWays shown={shown} part={part} looking={looking} onLook={onLook} />
      ) : part.kind === 'words' ? (
        <button type="button" title={t('find.chip.edit')} onClick={() => onEdit(part.text)} className={classes(INSIDE, 'pl-3 hover:underline')}>
          <span className="truncate">{text}</span>
        </button>
      ) : (
        <span className={classes(INSIDE, 'pl-3')}>
          <Icon kind={part.kind} />
          <span className="truncate">{text}</span>
        </span>
      )}
      <button
        type="button"
        aria-label={t('find.chip.remove', { filter: text })}
        title={t('find.chip.remove', { filter: text })}
        onClick={onRemove}
        className="grid size-9 shrink-0 place-items-center rounded-full hover:bg-sunken"
      >
        <X aria-hidden className="size-4" />
      </button>
    </span>
  )
}

function Icon({ kind }: { kind: Exclude<Part['kind'], 'person'> }) {
  const Sign = ICONS[kind]
  return <Sign aria-hidden className="size-4 shrink-0" />
}

interface WaysProps {
  shown: Shown
  part: Extract<Part, { kind: 'person' }>
  looking: Looking
  onLook: (looking: Looking) => void
}

function PersonWays({ shown, part, looking, onLook }: WaysProps) {
  const { t } = useTranslation()
  const only = partOf(looking, 'only')
  return (
    <Menu
      label={t('find.chip.how', { filter: shown.text })}
      icon={Check}
      items={[
        ...WAYS.map((way) => ({
          label: t(`find.ways.${way}`),
          icon: way === part.way ? Check : undefined,
          onSelect: () => onLook(withPart(looking, { ...part, way })),
        })),
        {
          label: t('find.only'),
          icon: only ? Check : undefined,
          disabled: part.way !== 'all',
          onSelect: () => onLook(only ? withoutPart(looking, only) : withPart(looking, { kind: 'only' })),
        },
      ]}
      bare={classes(INSIDE, 'hover:underline')}
    >
      <FaceCover face={shown.person?.cover} pixels={28} className="size-7 shrink-0 rounded-full" />
      <span className="truncate">{shown.text}</span>
    </Menu>
  )
}

import { Images, MoreHorizontal, Pencil, Trash2, UserRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Avatar } from '@/components/Avatar'
import { Button, ButtonAnchor, IconButton, type Look, type Size } from '@/components/Button'
import { ConfirmDialog, Dialog } from '@/components/Dialog'
import { Badge, EmptyState, Notice, ProblemNotice, Progress, Skeleton, type Tone } from '@/components/Feedback'
import { CheckField, FieldGroup, SelectField, TextArea, TextField } from '@/components/Field'
import { Menu } from '@/components/Menu'
import { Card, PageHeader, TextLink } from '@/components/Page'
import { Segmented } from '@/components/Segmented'
import { toast } from '@/components/toasts'

const LOOKS: Look[] = ['primary', 'quiet', 'plain', 'danger']
const BUTTON_SIZES: Size[] = ['small', 'normal', 'large']
const TONES: Tone[] = ['plain', 'good', 'warn', 'bad', 'accent']
const PROBLEM = { type: 'about:blank', title: 'Conflict', status: 409, code: 'conflict', detail: 'Somebody else changed this.', advice: 'Look at it again, then save.' }

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4 border-t border-line pt-4">
      <h3 className="text-sm font-semibold text-muted">{name}</h3>
      {children}
    </section>
  )
}

/** Every component in every look. */
export function Components() {
  return (
    <div className="flex flex-col gap-8">
      <Part name="Button, IconButton, ButtonAnchor">
        {BUTTON_SIZES.map((size) => (
          <div key={size} className="flex flex-wrap items-center gap-3">
            {LOOKS.map((look) => (
              <Button key={look} look={look} size={size} icon={Images}>
                {look}
              </Button>
            ))}
            <IconButton icon={Pencil} size={size} label="Edit" />
          </div>
        ))}
        <div className="flex flex-wrap gap-3">
          <Button disabled>disabled</Button>
          <Button look="primary" busy>
            busy
          </Button>
          <ButtonAnchor href="#anchor">anchor</ButtonAnchor>
          <TextLink to="/">A link in a text</TextLink>
        </div>
      </Part>
      <Fields />
      <Choices />
      <Part name="Badge, Avatar">
        <div className="flex flex-wrap items-center gap-3">
          {TONES.map((tone) => (
            <Badge key={tone} tone={tone}>
              {tone}
            </Badge>
          ))}
          <Avatar name="Ana Maria" />
          <Avatar name="Bo" src="/broken.jpg" className="size-14" />
        </div>
      </Part>
      <Part name="Notice, ProblemNotice">
        {TONES.map((tone) => (
          <Notice key={tone} tone={tone} title={`A ${tone} notice`}>
            With a sentence that says what to do.
          </Notice>
        ))}
        <ProblemNotice error={PROBLEM} onRetry={() => undefined} />
      </Part>
      <Part name="Progress, Skeleton">
        <Progress label="Known" value={0.42} detail="42 of 100" />
        <Progress label="Unknown" />
        <Skeleton className="h-20" />
      </Part>
      <Part name="PageHeader, Card">
        <PageHeader title="Winter party" actions={<Button>An action</Button>}>
          What the page is about.
        </PageHeader>
        <Card>A card</Card>
      </Part>
      <Part name="EmptyState">
        <EmptyState icon={Images} title="No photos yet" action={<Button look="primary">Add photos</Button>}>
          They appear here a moment after they were uploaded.
        </EmptyState>
      </Part>
      <Overlays />
    </div>
  )
}

function Fields() {
  return (
    <Part name="TextField, TextArea, SelectField, CheckField">
      <TextField label="Name" hint="As guests shall see it" defaultValue="Winter party" required />
      <TextField label="Code" error="There is no event with this code." defaultValue="ABC" />
      <TextArea label="Description" />
      <SelectField label="Time zone">
        <option>Europe/Berlin</option>
      </SelectField>
      <FieldGroup legend="A group">
        <CheckField label="Listed" hint="Anybody can find it" defaultChecked />
        <CheckField label="Refused" error="This must be accepted." />
      </FieldGroup>
    </Part>
  )
}

function Choices() {
  const [chosen, choose] = useState('balanced')
  const options = ['strict', 'balanced', 'broad'].map((value) => ({ value, label: value }))
  return (
    <Part name="Segmented, Menu">
      <div className="flex flex-wrap items-center gap-4">
        <Segmented label="Strictness" value={chosen} options={options} onChange={choose} />
        <Menu
          label="More"
          icon={MoreHorizontal}
          items={[
            { label: 'Edit', icon: Pencil, onSelect: () => undefined },
            { label: 'Not now', icon: UserRound, onSelect: () => undefined, disabled: true },
            { label: 'Delete', icon: Trash2, tone: 'bad', onSelect: () => undefined },
          ]}
        />
      </div>
    </Part>
  )
}

function Overlays() {
  const [open, setOpen] = useState<'dialog' | 'confirm'>()
  const close = () => setOpen(undefined)
  return (
    <Part name="Dialog, ConfirmDialog, toast">
      <div className="flex flex-wrap gap-3">
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button onClick={() => setOpen('confirm')}>ConfirmDialog</Button>
        <Button onClick={() => toast('Photo deleted', { undo: () => undefined })}>toast with undo</Button>
        <Button onClick={() => toast('It could not be saved', { tone: 'bad' })}>bad toast</Button>
      </div>
      <Dialog open={open === 'dialog'} onClose={close} title="A dialog" actions={<Button onClick={close}>Done</Button>}>
        It keeps the focus and closes on Escape.
      </Dialog>
      <ConfirmDialog open={open === 'confirm'} onClose={close} onConfirm={close} title="Erase all?" confirm="Erase">
        This cannot be undone.
      </ConfirmDialog>
    </Part>
  )
}

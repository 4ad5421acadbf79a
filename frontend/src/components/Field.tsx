import type { InputHTMLAttributes, ReactNode, Ref, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react'
import { useId } from 'react'
import { classes } from './classes'

interface Said {
  label: ReactNode
  hint?: ReactNode
  /** What is wrong with the value, in a sentence. */
  error?: string
}

const CONTROL =
  'w-full rounded-control border bg-surface px-3.5 text-ink placeholder:text-muted disabled:opacity-60 aria-invalid:border-bad'

function Labelled({
  id,
  label,
  hint,
  error,
  required,
  children,
}: Said & { id: string; required?: boolean; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
        {required && <span aria-hidden className="text-muted"> *</span>}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-sm font-medium text-bad">
          {error}
        </p>
      )}
    </div>
  )
}

function described(id: string, { hint, error }: Said) {
  const by = classes(!!hint && `${id}-hint`, !!error && `${id}-error`)
  return { id, 'aria-describedby': by || undefined, 'aria-invalid': error ? true : undefined }
}

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id'>, Said {
  ref?: Ref<HTMLInputElement>
}

export function TextField({ label, hint, error, className, ...rest }: TextFieldProps) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} error={error} required={rest.required}>
      <input {...rest} {...described(id, { label, hint, error })} className={classes(CONTROL, 'min-h-11 border-edge', className)} />
    </Labelled>
  )
}

export interface TextAreaProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'id'>, Said {}

export function TextArea({ label, hint, error, className, rows = 4, ...rest }: TextAreaProps) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} error={error} required={rest.required}>
      <textarea
        rows={rows}
        {...rest}
        {...described(id, { label, hint, error })}
        className={classes(CONTROL, 'border-edge py-2.5', className)}
      />
    </Labelled>
  )
}

export interface SelectFieldProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'id'>, Said {}

export function SelectField({ label, hint, error, className, children, ...rest }: SelectFieldProps) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint} error={error} required={rest.required}>
      <select {...rest} {...described(id, { label, hint, error })} className={classes(CONTROL, 'min-h-11 border-edge', className)}>
        {children}
      </select>
    </Labelled>
  )
}

export interface CheckFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'type'>, Said {
  type?: 'checkbox' | 'radio'
}

export function CheckField({ label, hint, error, type = 'checkbox', className, ...rest }: CheckFieldProps) {
  const id = useId()
  return (
    <div className={classes('flex flex-col gap-1', className)}>
      <label htmlFor={id} className="flex min-h-8 items-start gap-3">
        <input {...rest} type={type} {...described(id, { label, hint, error })} className="mt-0.5 size-5 shrink-0" />
        <span>{label}</span>
      </label>
      {hint && (
        <p id={`${id}-hint`} className="pl-8 text-sm text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="pl-8 text-sm font-medium text-bad">
          {error}
        </p>
      )}
    </div>
  )
}

export function FieldGroup({ legend, hint, children }: { legend: ReactNode; hint?: ReactNode; children: ReactNode }) {
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 text-sm font-semibold">{legend}</legend>
      {hint && <p className="-mt-1 text-sm text-muted">{hint}</p>}
      {children}
    </fieldset>
  )
}

import { useTranslation } from 'react-i18next'
import type { PhotographerOut } from '@/api/generated'
import { TextArea, TextField } from '@/components/Field'
import type { Failure } from '../session/failure'
import type { Values } from '../session/useSubmission'

type Business = Omit<PhotographerOut, 'terms_version' | 'terms_accepted_at'>

/** The business as it stands in a form with these fields. */
export function businessOf(values: Values): Business {
  return {
    business_name: values.business_name ?? '',
    contact_email: values.contact_email ?? '',
    phone: values.phone ?? '',
    website: values.website ?? '',
    address: values.address ?? '',
    events_per_month: Number(values.events_per_month) || 0,
  }
}

/** What a photographer tells about the business. */
export function BusinessFields({ failure, profile }: { failure: Failure | null; profile?: Business | null }) {
  const { t } = useTranslation()
  const fields = failure?.fields ?? {}
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label={t('account.business.name')}
        name="business_name"
        required
        maxLength={200}
        autoComplete="organization"
        defaultValue={profile?.business_name}
        error={fields.business_name}
      />
      <TextField
        label={t('account.business.workload')}
        hint={t('account.business.workloadHint')}
        name="events_per_month"
        type="number"
        inputMode="numeric"
        min={0}
        max={1000}
        defaultValue={profile?.events_per_month}
        error={fields.events_per_month}
      />
      <TextField
        label={t('account.business.email')}
        hint={t('account.business.emailHint')}
        name="contact_email"
        type="email"
        maxLength={254}
        autoComplete="off"
        defaultValue={profile?.contact_email}
        error={fields.contact_email}
      />
      <TextField
        label={t('account.business.phone')}
        name="phone"
        type="tel"
        maxLength={40}
        autoComplete="tel"
        defaultValue={profile?.phone}
        error={fields.phone}
      />
      <TextField
        label={t('account.business.website')}
        name="website"
        inputMode="url"
        maxLength={200}
        autoComplete="url"
        autoCapitalize="none"
        spellCheck={false}
        placeholder={t('account.business.websiteExample')}
        defaultValue={profile?.website}
        error={fields.website}
      />
      <TextArea
        label={t('account.business.address')}
        name="address"
        rows={3}
        maxLength={500}
        autoComplete="street-address"
        defaultValue={profile?.address}
        error={fields.address}
      />
    </div>
  )
}

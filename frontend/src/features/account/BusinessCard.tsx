import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { putPhotographer } from '@/api/generated'
import { getTermsOptions } from '@/api/generated/@tanstack/react-query.gen'
import { Button } from '@/components/Button'
import { CheckField } from '@/components/Field'
import { Notice } from '@/components/Feedback'
import { toast } from '@/components/toasts'
import { formatDate } from '@/i18n/format'
import { failureOfError } from '../session/failure'
import { FailureNotice } from '../session/FailureNotice'
import { useSubmission } from '../session/useSubmission'
import { BusinessFields, businessOf } from '../signup/BusinessFields'
import { TermsText } from '../signup/TermsText'
import { SettingsCard } from './AccountPage'
import { businessOptions } from './queries'

/** A photographer's business, and the terms as they were accepted. */
export function BusinessCard() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const { data: profile } = useSuspenseQuery(businessOptions)
  const { data: terms, refetch } = useSuspenseQuery(getTermsOptions())
  const { form, busy, failure, onSubmit } = useSubmission()
  const [accepted, setAccepted] = useState<string>()
  const outdated = profile?.terms_version !== terms.version
  return (
    <SettingsCard title={t('account.business.title')} lead={t('account.business.lead')}>
      <form
        ref={form}
        className="flex flex-col gap-5"
        onSubmit={onSubmit(async (values) => {
          const accept_terms = outdated && accepted === terms.version ? terms.version : null
          try {
            const { data } = await putPhotographer({ body: { ...businessOf(values), accept_terms }, throwOnError: true })
            queries.setQueryData(businessOptions.queryKey, data)
          } catch (error) {
            const failed = failureOfError(error)
            if (failed.code !== 'terms_outdated') return failed
            await refetch()
            return { ...failed, fields: {}, detail: t('account.terms.changed.title'), advice: t('account.terms.changed.text') }
          }
          toast(t('shell.saved'), { tone: 'good' })
        })}
      >
        <FailureNotice failure={failure} />
        <BusinessFields failure={failure} profile={profile} />
        {outdated ? (
          <>
            <Notice tone="warn" title={profile ? t('account.terms.newer.title') : t('account.terms.none.title')}>
              {profile ? t('account.terms.newer.text') : t('account.terms.none.text')}
            </Notice>
            <TermsText terms={terms} />
            <CheckField
              required={!profile}
              label={t('account.terms.accept', { version: terms.version })}
              checked={accepted === terms.version}
              onChange={(event) => setAccepted(event.target.checked ? terms.version : undefined)}
            />
          </>
        ) : (
          <details className="group">
            <summary className="font-semibold text-accent">
              {t('account.terms.accepted', { version: profile.terms_version, date: formatDate(profile.terms_accepted_at) })}
            </summary>
            <div className="pt-3">
              <TermsText terms={terms} />
            </div>
          </details>
        )}
        <Button type="submit" look="primary" busy={busy} className="self-start">
          {t('shell.save')}
        </Button>
      </form>
    </SettingsCard>
  )
}

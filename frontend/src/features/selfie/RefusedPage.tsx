import { Camera, FileWarning } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { inOurWords } from '@/api/problems'
import { ButtonLink } from '@/components/Button'
import { EmptyState } from '@/components/Feedback'
import { Page } from '@/components/Page'
import { RefusalPicture } from './RefusalPicture'
import { isRefusal, isUnreadable } from './refusals'

interface RefusedPageProps {
  registrationId: string
  code: string
  /** The server's own words, for codes this client does not know. */
  error: string
  advice: string
}

/** A selfie that cannot be used: what was wrong, what to do, and the way back to the camera. */
export function RefusedPage({ registrationId, code, error, advice }: RefusedPageProps) {
  const { t } = useTranslation()
  const params = { registrationId }
  const again = (
    <div className="flex flex-col gap-3">
      <ButtonLink to="/my/$registrationId/selfie" params={params} look="primary" size="large" icon={Camera}>
        {t('guest.refused.again')}
      </ButtonLink>
      {code === 'another_person' && (
        <ButtonLink to="/my/$registrationId/sharing" params={params}>
          {t('guest.refused.olderOnes')}
        </ButtonLink>
      )}
      <ButtonLink to="/my/$registrationId" params={params} look="plain">
        {t('guest.backToEvent')}
      </ButtonLink>
    </div>
  )
  if (!isRefusal(code)) {
    const said = inOurWords(code, error, advice)
    const unreadable = isUnreadable(code)
    const title = unreadable ? t('guest.refused.unreadable.title') : said.detail || t('shell.problem.unexpected.detail')
    return (
      <Page name={title} width="narrow">
        <EmptyState heading="h1" icon={FileWarning} title={title} action={again}>
          {unreadable ? t('guest.refused.unreadable.text') : said.advice || t('guest.refused.notYours')}
        </EmptyState>
      </Page>
    )
  }
  const title = t(`guest.refused.${code}.title`)
  return (
    <Page name={title} width="narrow">
      <div className="flex flex-col gap-6 text-center">
        <RefusalPicture refusal={code} />
        <div className="flex flex-col gap-2">
          <h1 className="display text-2xl">{title}</h1>
          <p className="text-lg text-muted">{t(`guest.refused.${code}.text`)}</p>
        </div>
        <p className="text-sm text-muted">{t('guest.refused.destroyed')}</p>
        {again}
      </div>
    </Page>
  )
}

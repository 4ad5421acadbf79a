import { createFileRoute, redirect } from '@tanstack/react-router'
import { Camera, Images, ScanFace, ShieldCheck, UploadCloud } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ButtonLink } from '@/components/Button'
import { Card, Page, TextLink } from '@/components/Page'
import { JoinByCode } from '@/features/landing/JoinByCode'
import { Prints } from '@/features/landing/Prints'
import { accountOptions, homeOf } from '@/features/session/account'

export const Route = createFileRoute('/')({
  beforeLoad: async ({ context }) => {
    const account = await context.queries.ensureQueryData(accountOptions).catch(() => null)
    if (account) throw redirect({ to: homeOf(account) })
  },
  component: Landing,
})

function Landing() {
  const { t } = useTranslation()
  const steps = [
    { icon: UploadCloud, title: t('landing.how.upload.title'), text: t('landing.how.upload.text') },
    { icon: ShieldCheck, title: t('landing.how.selfie.title'), text: t('landing.how.selfie.text') },
    { icon: Images, title: t('landing.how.photos.title'), text: t('landing.how.photos.text') },
  ]
  return (
    <Page name={t('landing.name')} width="wide">
      <div className="grid items-center gap-10 py-4 lg:grid-cols-[1.1fr_1fr] lg:py-12">
        <div className="flex flex-col gap-6">
          <h1 className="display text-4xl">{t('landing.title')}</h1>
          <p className="max-w-xl text-lg text-muted">{t('landing.lead')}</p>
          <Card className="max-w-xl">
            <JoinByCode />
          </Card>
          <p>
            <TextLink to="/listed">{t('landing.listed')}</TextLink>
          </p>
        </div>
        <Prints />
      </div>
      <div className="grid gap-6 md:grid-cols-2">
        <Door icon={ScanFace} title={t('landing.guest.title')} text={t('landing.guest.text')}>
          <ButtonLink to="/signup/guest" look="primary">
            {t('landing.guest.action')}
          </ButtonLink>
        </Door>
        <Door icon={Camera} title={t('landing.photographer.title')} text={t('landing.photographer.text')}>
          <ButtonLink to="/signup/photographer">{t('landing.photographer.action')}</ButtonLink>
        </Door>
      </div>
      <section aria-labelledby="how" className="flex flex-col gap-6 py-8">
        <h2 id="how" className="display text-2xl">
          {t('landing.how.title')}
        </h2>
        <ol className="grid gap-6 md:grid-cols-3">
          {steps.map((step, at) => (
            <li key={step.title} className="flex flex-col gap-2 border-t-2 border-ink pt-4">
              <span className="flex items-center gap-3 text-muted">
                <step.icon aria-hidden className="size-6" />
                <span className="display text-lg">{at + 1}</span>
              </span>
              <h3 className="text-lg font-semibold">{step.title}</h3>
              <p className="text-muted">{step.text}</p>
            </li>
          ))}
        </ol>
      </section>
    </Page>
  )
}

interface DoorProps {
  icon: typeof Camera
  title: string
  text: string
  children: React.ReactNode
}

function Door({ icon: Icon, title, text, children }: DoorProps) {
  return (
    <Card className="flex flex-col items-start gap-4">
      <Icon aria-hidden className="size-9 text-accent" strokeWidth={1.6} />
      <h2 className="display text-xl">{title}</h2>
      <p className="grow text-muted">{text}</p>
      {children}
    </Card>
  )
}

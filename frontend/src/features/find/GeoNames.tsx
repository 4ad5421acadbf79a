import { Trans } from 'react-i18next'

/** Who the names of places are from, as their licence asks; stands wherever they are shown. */
export function GeoNames() {
  return (
    <p className="text-xs text-muted">
      <Trans
        i18nKey="find.geonames"
        components={{
          geonames: <Outside to="https://www.geonames.org/" />,
          licence: <Outside to="https://creativecommons.org/licenses/by/4.0/" />,
        }}
      />
    </p>
  )
}

function Outside({ to, children }: { to: string; children?: string }) {
  return (
    <a href={to} rel="noreferrer" className="underline underline-offset-2 hover:text-ink">
      {children}
    </a>
  )
}

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatNumber } from '@/i18n/format'

export interface MonthBar {
  month: string
  /** As it stands below its bar. */
  short: string
  /** As it is said in full. */
  name: string
  photos: number
}

interface UploadsBarsProps {
  bars: MonthBar[]
  /** What a bar says when it is pointed at. */
  describe: (bar: MonthBar) => string
}

/** The drawing alone; what it shows is also in a table, so it is hidden from screen readers. */
export default function UploadsBars({ bars, describe }: UploadsBarsProps) {
  return (
    <div aria-hidden className="h-64 w-full text-xs">
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 600, height: 256 }}>
        <BarChart data={bars} margin={{ top: 8, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--color-line)" />
          <XAxis dataKey="short" tickLine={false} axisLine={{ stroke: 'var(--color-edge)' }} tick={{ fill: 'var(--color-muted)' }} interval="preserveStartEnd" />
          <YAxis
            width={44}
            allowDecimals={false}
            tickLine={false}
            axisLine={false}
            tick={{ fill: 'var(--color-muted)' }}
            tickFormatter={(value: number) => formatNumber(value, { notation: 'compact' })}
          />
          <Tooltip
            cursor={{ fill: 'var(--color-sunken)' }}
            content={({ payload }) => {
              const bar = payload[0]?.payload as MonthBar | undefined
              return bar ? <p className="rounded-control border border-line bg-raised px-3 py-2 text-sm shadow-float">{describe(bar)}</p> : null
            }}
          />
          <Bar dataKey="photos" fill="var(--color-accent)" radius={[6, 6, 0, 0]} maxBarSize={44} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  )
}

/** The mark: an egg, of whose white the first photographic papers were made. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 64 64" aria-hidden className={className}>
      <ellipse cx="32" cy="33" rx="21" ry="27" fill="var(--color-accent)" />
      <circle cx="32" cy="39" r="10" fill="var(--color-paper)" />
    </svg>
  )
}

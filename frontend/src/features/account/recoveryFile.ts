/** The file that somebody keeps; says what it is for, and which account. */
export function recoveryFile(site: string, email: string, codes: string[]): string {
  return `Albumen, ${site}\n${email}\n\n${codes.join('\n')}\n`
}

/*
 * Builds the client beside the one that is there and then puts it into its place: a build that fails or is interrupted
 * leaves the one before as it was. Everybody builds by this (`npm run build`): people, the tests' lane, `albumen up`.
 */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { build } from 'vite'

const [MADE, PLACE, OLD] = ['dist.new', 'dist', 'dist.old']

await build({ build: { outDir: MADE, emptyOutDir: true } })
rmSync(OLD, { recursive: true, force: true })
if (existsSync(PLACE)) renameSync(PLACE, OLD)
renameSync(MADE, PLACE)
rmSync(OLD, { recursive: true, force: true })

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why tests that need ffmpeg cannot run here, or null. Continuous integration must have it: there it is a failure. */
export const noFfmpeg = hasFfmpeg() ? null : 'not run: no ffmpeg (Debian: apt-get install ffmpeg)'

/** The same sound in another form. */
export function convert(wav: Buffer, ending: 'mp3' | 'm4a' | 'wav', options: readonly string[] = []): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-audio-'))
  try {
    const [from, to] = [join(folder, 'from.wav'), join(folder, `to.${ending}`)]
    writeFileSync(from, wav)
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-i', from, ...options, to])
    return readFileSync(to)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function hasFfmpeg(): boolean {
  try {
    execFileSync('ffmpeg', ['-version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

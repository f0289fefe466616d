import { tokenise } from '#shared/template/tokenise'
import { listAudioFiles } from '#shared/template/variables'
import type { TenantDb } from '../../db/tenant-db'
import type { FileRow } from './files.queries'
import { findTemplatesWithAudio } from './files.queries'

export interface UsingTemplate {
  id: number
  name: string
}

/** Which templates play which audio, by the name that they call it. */
export async function templatesByAudio(db: TenantDb): Promise<Map<string, UsingTemplate[]>> {
  const byName = new Map<string, UsingTemplate[]>()
  for (const { id, name, voiceText } of await findTemplatesWithAudio(db)) {
    for (const file of listAudioFiles(tokenise(voiceText).tokens)) {
      byName.set(file, [...(byName.get(file) ?? []), { id, name }])
    }
  }
  return byName
}

/** The templates that play a file; an `xml` is played by none. */
export async function templatesUsing(db: TenantDb, file: FileRow): Promise<UsingTemplate[]> {
  if (file.fileType === 'xml' || !file.isActive) return []
  return (await templatesByAudio(db)).get(file.name) ?? []
}

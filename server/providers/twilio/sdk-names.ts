/** `VoiceUrl` → `voiceUrl`: what the SDK makes of Twilio's names. */
export const sdkName = (name: string): string => name[0]!.toLowerCase() + name.slice(1)

/** Fields by Twilio's names, as the SDK takes them. */
export function sdkNames(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [sdkName(name), value]))
}

/** The named fields of one of the SDK's instances, by Twilio's names; empty where there is none. */
export function fieldsOf<Field extends string>(names: readonly Field[], instance: object): Record<Field, string> {
  const held = instance as Record<string, unknown>
  return Object.fromEntries(names.map((name) => [name, String(held[sdkName(name)] ?? '')])) as Record<Field, string>
}

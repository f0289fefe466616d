import { globSync, readFileSync } from 'node:fs'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'
import { below, findings, sources } from '../support/tree.ts'

const pages = [
  ...below('pages', 'components', 'composables', 'middleware', 'plugins', 'stores'),
  ...sources.filter(({ path }) => path === 'app.vue' || path === 'error.vue'),
]
const templates = pages.filter(({ path }) => path.endsWith('.vue'))

describe('what pages ask', () => {
  it('goes_through_the_typed_client', () => {
    const allowed = { 'composables/use-api.ts': 'the client itself' }
    expect(findings(pages, /\$fetch\b|\buseFetch\b|(?<![\w.])fetch\(|XMLHttpRequest|sendBeacon/g, allowed)).toEqual([])
  })

  it('opens_no_second_live_connection', () => {
    const allowed = { 'stores/live.ts': 'the one connection of a page' }
    expect(findings(pages, /\bEventSource\(|\bWebSocket\(/g, allowed)).toEqual([])
  })
})

describe('the telephone', () => {
  it('is_the_vendors_in_its_own_files_alone_and_comes_when_it_is_turned_on', () => {
    const allowed = {
      'composables/phone/twilio-line.ts': 'the line on the Voice SDK',
      'composables/phone/twilio-call.ts': 'its calls, types only',
    }
    expect(findings(pages, /@twilio\/voice-sdk/g, allowed)).toEqual([])
    const call = below('composables/phone').find(({ path }) => path.endsWith('twilio-call.ts'))!
    expect(call.text).not.toMatch(/import \{(?! *type)[^}]*\} from '@twilio/)
    // A static import of it, from anywhere, would put the SDK into the page's own script.
    expect(findings(pages, /from '[^']*\/twilio-line'/g)).toEqual([])
  })
})

describe('what pages draw', () => {
  it('is_read_by_these_guards', () => expect(templates.length).toBeGreaterThan(20))

  it('holds_no_style_that_the_content_security_policy_refuses', () => {
    expect(findings(templates, /<[^>]*\s:?style=/g)).toEqual([])
  })

  it('is_never_markup_from_a_value', () => expect(findings(templates, /v-html|\.innerHTML\b/g)).toEqual([]))

  it('fetches_nothing_from_elsewhere', () => {
    expect(findings(templates, /(?:src|href)="(?:https?:)?\/\//g)).toEqual([])
  })

  it('asks_with_dialogs_of_its_own', () => {
    expect(findings(pages, /\b(?:window\.)?(?:confirm|alert|prompt)\(['"`]/g)).toEqual([])
  })
})

describe('messages', () => {
  it('untranslated_text_and_unknown_keys_are_found', async () => {
    const eslint = new ESLint()
    const said = async (template: string) => {
      const [result] = await eslint.lintText(
        `<script setup lang="ts">\nconst { t } = useI18n()\n</script>\n\n<template>\n  ${template}\n</template>\n`,
        { filePath: 'components/ui/UiProbe.vue' },
      )
      return result!.messages.map(({ ruleId }) => ruleId)
    }
    expect(await said(`<p>{{ t('common.save') }}</p>`)).toEqual([])
    expect(await said('<p>Save it</p>')).toContain('@intlify/vue-i18n/no-raw-text')
    expect(await said('<button aria-label="Save it" />')).toContain('@intlify/vue-i18n/no-raw-text')
    expect(await said(`<p>{{ t('common.noSuchKey') }}</p>`)).toContain('@intlify/vue-i18n/no-missing-keys')
  }, 60_000)

  it('each_is_used', () => {
    const code = pages.map(({ text }) => text).join('\n')
    // `common.nav.${place.key}` uses whatever begins and ends like it.
    const composed = [...code.matchAll(/`([a-z][\w.-]*\.(?:[\w.-]|\$\{[^}]*\})*)`/g)]
      .filter(([, written]) => written!.includes('${'))
      .map(([, written]) => new RegExp(`^${written!.replace(/[.]/g, '\\.').replace(/\$\{[^}]*\}/g, '.+')}$`))
    const isUsed = (key: string) => code.includes(`'${key}'`) || composed.some((pattern) => pattern.test(key))
    const keys = globSync('i18n/locales/en/*.json').flatMap((file) => keysOf(JSON.parse(readFileSync(file, 'utf8'))))
    expect(keys.length).toBeGreaterThan(50)
    expect(keys.filter((key) => !isUsed(key))).toEqual([])
  })

  it('keep_to_the_area_of_their_file', () => {
    for (const file of globSync('i18n/locales/en/*.json')) {
      const area = file.match(/([\w-]+)\.json$/)![1]!
      expect(Object.keys(JSON.parse(readFileSync(file, 'utf8'))), file).toEqual([area])
    }
  })
})

function keysOf(messages: object, prefix = ''): string[] {
  return Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : keysOf(value as object, `${prefix}${key}.`),
  )
}

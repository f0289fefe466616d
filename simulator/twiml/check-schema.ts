import type { TwimlElement } from './parse-twiml.ts'
import type { AttributeRule, ElementRule } from './schema.ts'
import { TwimlError } from './twiml-error.ts'

/**
 * Checks a document against its rules: names are case-sensitive, unknown elements and attributes are refused,
 * text stands only where words are expected.
 * @throws TwimlError 12200 naming the place. Twilio only warns about some of these; a document that needs its mercy is a mistake.
 */
export function checkSchema(root: TwimlElement, rules: Record<string, ElementRule>): void {
  if (root.name !== 'Response') throw new TwimlError(12200, `The root element is <${root.name}>, not <Response>`)
  checkElement(root, rules)
}

function checkElement(element: TwimlElement, rules: Record<string, ElementRule>): void {
  const rule = rules[element.name]!
  for (const [name, value] of Object.entries(element.attributes)) {
    const attribute = Object.hasOwn(rule.attributes, name) ? rule.attributes[name]! : undefined
    if (!attribute) throw new TwimlError(12200, `<${element.name}> has no attribute '${name}'`)
    if (!permits(attribute, value)) {
      throw new TwimlError(12200, `<${element.name}> does not take ${name}="${value.slice(0, 80)}"`)
    }
  }
  for (const child of element.children) {
    if (typeof child === 'string') {
      if (!rule.text && child.trim() !== '') throw new TwimlError(12200, `<${element.name}> does not hold text`)
    } else if (!rule.children.includes(child.name)) {
      throw new TwimlError(12200, `<${element.name}> does not hold <${child.name}>`)
    } else checkElement(child, rules)
  }
}

function permits(rule: AttributeRule, value: string): boolean {
  switch (rule.type) {
    case 'any':
      return true
    case 'url':
      return value.trim() === value && value !== '' && !/\s/.test(value)
    case 'boolean':
      return value === 'true' || value === 'false'
    case 'int':
      return /^\d{1,6}$/.test(value) && Number(value) >= rule.low && Number(value) <= rule.high
    case 'word':
      return rule.words.includes(value)
    case 'words':
      return value.split(/[ ,]+/).every((part) => rule.words.includes(part))
    case 'pattern':
      return rule.pattern.test(value)
  }
}

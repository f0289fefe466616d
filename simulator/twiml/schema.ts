/** What an attribute may hold. `int` takes a range; lists are space-separated words. */
export type AttributeRule =
  | { type: 'any' }
  | { type: 'url' }
  | { type: 'boolean' }
  | { type: 'int'; low: number; high: number }
  | { type: 'word'; words: readonly string[] }
  | { type: 'words'; words: readonly string[] }
  | { type: 'pattern'; pattern: RegExp }

export type ElementRule = {
  attributes: Record<string, AttributeRule>
  children: readonly string[]
  /** Whether it may hold text. */
  text: boolean
}

const any: AttributeRule = { type: 'any' }
const url: AttributeRule = { type: 'url' }
const boolean: AttributeRule = { type: 'boolean' }
const int = (low: number, high: number): AttributeRule => ({ type: 'int', low, high })
const word = (...words: string[]): AttributeRule => ({ type: 'word', words })
const words = (...list: string[]): AttributeRule => ({ type: 'words', words: list })
const pattern = (expression: RegExp): AttributeRule => ({ type: 'pattern', pattern: expression })

const method = word('GET', 'POST')
const action = { action: url, method }
const callEvents = words('initiated', 'ringing', 'answered', 'completed')
const recordingCallback = {
  ...{ recordingStatusCallback: url, recordingStatusCallbackMethod: method },
  ...{ recordingStatusCallbackEvent: words('in-progress', 'completed', 'absent'), recordingConfigurationId: any },
}
const leg = { url, method, statusCallback: url, statusCallbackMethod: method, statusCallbackEvent: callEvents }
const digits = pattern(/^[0-9A-Da-dwW#*]+$/)

const ssmlNames = ['break', 'emphasis', 'lang', 'p', 'phoneme', 'prosody', 's', 'say-as', 'sub', 'w']
const spoken = (attributes: Record<string, AttributeRule>): ElementRule => ({
  ...{ attributes, children: ssmlNames, text: true },
})

/** The elements that may appear inside Say: https://www.twilio.com/docs/voice/twiml/say/text-speech#use-ssml */
const ssmlRules: Record<string, ElementRule> = {
  break: {
    attributes: {
      strength: word('none', 'x-weak', 'weak', 'medium', 'strong', 'x-strong'),
      time: pattern(/^\d+(\.\d+)?(s|ms)$/),
    },
    children: [],
    text: false,
  },
  emphasis: spoken({ level: word('strong', 'moderate', 'reduced') }),
  lang: spoken({ 'xml:lang': pattern(/^[a-z]{2,3}(-[A-Z]{2,3}|-[A-Z]{2}-[A-Z]{3})?$/) }),
  p: spoken({}),
  phoneme: spoken({
    alphabet: word('ipa', 'x-sampa', 'x-amazon-jyutping', 'x-amazon-pinyin', 'x-amazon-pron-kana', 'x-amazon-yomigana'),
    ph: any,
  }),
  prosody: spoken({
    volume: pattern(/^(default|silent|x-soft|soft|medium|loud|x-loud|[+-]\d+(\.\d+)?dB)$/),
    rate: pattern(/^(x-slow|slow|medium|fast|x-fast|\d{2,3}%)$/),
    pitch: pattern(/^(default|x-low|low|medium|high|x-high|[+-]\d+(\.\d+)?%)$/),
  }),
  s: spoken({}),
  'say-as': spoken({
    'interpret-as': word(
      ...['characters', 'spell-out', 'cardinal', 'number', 'ordinal', 'digits', 'fraction', 'unit', 'date', 'time'],
      ...['address', 'expletive', 'telephone', 'currency'],
    ),
    format: word('mdy', 'dmy', 'ymd', 'md', 'dm', 'ym', 'my', 'd', 'm', 'y', 'yyyymmdd'),
    // `currency` is a Google voice's and needs a language; no other type takes one.
    language: pattern(/^[a-z]{2}-[A-Z]{2}$/),
  }),
  sub: spoken({ alias: any }),
  w: spoken({ role: any }),
}

const leaf = (attributes: Record<string, AttributeRule>): ElementRule => ({ attributes, children: [], text: false })
const withText = (attributes: Record<string, AttributeRule>): ElementRule => ({ attributes, children: [], text: true })

/** A document that answers a call: https://www.twilio.com/docs/voice/twiml */
export const voiceRules: Record<string, ElementRule> = {
  Response: {
    attributes: {},
    children: [
      ...['Say', 'Play', 'Pause', 'Gather', 'Record', 'Dial', 'Redirect', 'Reject', 'Hangup', 'Connect', 'Sms'],
    ],
    text: false,
  },
  Say: {
    attributes: { voice: any, language: pattern(/^[a-z]{2,3}(-[A-Z]{2,3})?(-[A-Z]{3})?$/), loop: int(0, 1000) },
    children: ssmlNames,
    text: true,
  },
  Play: withText({ loop: int(0, 1000), digits }),
  Pause: leaf({ length: int(0, 3600) }),
  Gather: {
    attributes: {
      ...{ ...action, actionOnEmptyResult: boolean, bargeIn: boolean, debug: boolean, enhanced: boolean },
      ...{ finishOnKey: pattern(/^[0-9#*]?$/), hints: any, input: words('dtmf', 'speech'), language: any },
      ...{ maxSpeechTime: int(1, 60), numDigits: int(1, 1000), partialResultCallback: url, profanityFilter: boolean },
      ...{ partialResultCallbackMethod: method, speechModel: any, speechTimeout: pattern(/^(auto|\d+)$/) },
      timeout: int(0, 3600),
    },
    children: ['Say', 'Play', 'Pause'],
    text: false,
  },
  Record: leaf({
    ...{ ...action, finishOnKey: pattern(/^[0-9#*]*$/), maxLength: int(1, 14_400), playBeep: boolean },
    ...{ ...recordingCallback, timeout: int(0, 3600), transcribe: boolean, transcribeCallback: url },
    trim: word('trim-silence', 'do-not-trim'),
  }),
  Dial: {
    attributes: {
      ...{ ...action, answerOnBridge: boolean, callerId: any, hangupOnStar: boolean, ...recordingCallback },
      ...{ record: any, recordingTrack: word('both', 'inbound', 'outbound'), referMethod: method, referUrl: url },
      ...{ ringTone: pattern(/^[a-z]{2}(-old)?$/), sequential: boolean, timeLimit: int(1, 86_400) },
      ...{ timeout: int(1, 600), trim: word('trim-silence', 'do-not-trim'), events: any, passports: any },
    },
    children: ['Number', 'Client', 'Conference'],
    text: true,
  },
  Number: withText({ ...leg, sendDigits: digits, machineDetection: any, byoc: any }),
  Client: { attributes: leg, children: ['Identity', 'Parameter'], text: true },
  Identity: withText({}),
  Parameter: leaf({ name: any, value: any }),
  Conference: withText({
    ...{ beep: word('true', 'false', 'onEnter', 'onExit'), coach: any, endConferenceOnExit: boolean, muted: boolean },
    ...{ eventCallbackUrl: url, jitterBufferSize: word('large', 'medium', 'small', 'off'), participantLabel: any },
    ...{ maxParticipants: int(2, 250), record: word('do-not-record', 'record-from-start'), ...recordingCallback },
    ...{ region: any, startConferenceOnEnter: boolean, statusCallback: url, statusCallbackMethod: method },
    statusCallbackEvent: words(
      ...['start', 'end', 'join', 'leave', 'mute', 'hold', 'modify', 'speaker', 'announcement'],
    ),
    ...{ trim: word('trim-silence', 'do-not-trim'), waitMethod: method, waitUrl: any },
  }),
  Redirect: withText({ method }),
  Reject: leaf({ reason: word('rejected', 'busy') }),
  Hangup: leaf({}),
  Sms: withText({ ...action, from: any, to: any, statusCallback: url }),
  Connect: { attributes: action, children: ['ConversationRelay'], text: false },
  ConversationRelay: {
    attributes: {
      ...{ url, welcomeGreeting: any, welcomeGreetingInterruptible: any, language: any, ttsLanguage: any, voice: any },
      ...{ ttsProvider: any, transcriptionLanguage: any, transcriptionProvider: any, speechModel: any, hints: any },
      ...{ partialPrompts: boolean, deepgramSmartFormat: boolean, speechTimeout: any, interruptible: any },
      ...{ interruptSensitivity: word('high', 'medium', 'low'), dtmfDetection: boolean, preemptible: boolean },
      ...{ reportInputDuringAgentSpeech: any, ignoreBackchannel: boolean, debug: any, events: any },
      elevenlabsTextNormalization: word('on', 'auto', 'off'),
    },
    children: ['Language', 'Parameter'],
    text: false,
  },
  Language: leaf({
    ...{ code: any, ttsProvider: any, voice: any, transcriptionProvider: any, speechModel: any },
  }),
  ...ssmlRules,
}

/** A document that answers a message: https://www.twilio.com/docs/messaging/twiml */
export const messagingRules: Record<string, ElementRule> = {
  Response: { attributes: {}, children: ['Message', 'Sms', 'Redirect'], text: false },
  Message: {
    attributes: { ...action, from: any, to: any, statusCallback: url },
    children: ['Body', 'Media'],
    text: true,
  },
  Sms: withText({ ...action, from: any, to: any, statusCallback: url }),
  Body: withText({}),
  Media: withText({}),
  Redirect: withText({ method }),
}

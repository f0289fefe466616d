import { describe, expect, it } from 'vitest'
import { freeName, nameFile } from '#server/domain/files/filename.ts'

describe('nameFile', () => {
  it.each([
    ['jingle.mp3', 'mp3', 'jingle.mp3', 'jingle'],
    ['JINGLE.MP3', 'mp3', 'JINGLE.mp3', 'JINGLE'],
    ['jingle.mp3', 'wav', 'jingle.wav', 'jingle'],
    ['jingle', 'wav', 'jingle.wav', 'jingle'],
    ['report.pdf', 'mp3', 'report.pdf.mp3', 'report.pdf'],
    ['v1.2 greeting.wave', 'wav', 'v1.2 greeting.wav', 'v1.2 greeting'],
    ['../../etc/passwd', 'xml', '../../etc/passwd.xml', '../../etc/passwd'],
    ['C:\\music\\a.mp3', 'mp3', 'C:\\music\\a.mp3', 'C:\\music\\a'],
    ['bell\u0007\n.mp3', 'mp3', 'bell\u0007\n.mp3', 'bell\u0007\n'],
    ['\u202e3pm.exe', 'mp3', '\u202e3pm.exe.mp3', '\u202e3pm.exe'],
    ['half \ud83d.mp3', 'mp3', 'half \ufffd.mp3', 'half \ufffd'],
    ['Gru\u0308n.mp3', 'mp3', 'Grün.mp3', 'Grün'],
  ] as const)('%j, which is %s, is %j', (given, fileType, filename, name) => {
    expect(nameFile(given, fileType)).toEqual({ filename, name })
  })

  it('keeps_300_characters', () => {
    expect(nameFile(`${'n'.repeat(300)}.mp3`, 'mp3').name).toBe('n'.repeat(300))
  })

  it.each(['', '.mp3', '   .wav', ' '])('%j is no name', (given) => {
    expect(() => nameFile(given, 'mp3')).toThrow(/filename/)
  })

  it('refuses_what_is_longer_than_any_name', () => {
    expect(() => nameFile('n'.repeat(1_001), 'mp3')).toThrow(/1000/)
  })
})

describe('freeName', () => {
  it('is_the_first_that_nobody_has', () => {
    expect(freeName('jingle', new Set(['jingle']))).toBe('jingle-2')
    expect(freeName('jingle', new Set(['jingle', 'jingle-2', 'jingle-4']))).toBe('jingle-3')
  })
})

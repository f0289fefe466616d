import { describe, expect, it } from 'vitest'
import { loadConfig } from '#server/config'
import { problemsOf } from '../../support/config-problems.ts'

describe('files', () => {
  const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'hunter2-hunter2' }
  const storageOf = (given: Record<string, string>) => loadConfig({ APP_ENV: 'test', ...given }).storage
  const s3 = (url: string) => storageOf({ STORAGE_URL: url, ...KEYS })

  it.each([
    [{}, '.data/files'],
    [{ DATA_DIR: '/data' }, '/data/files'],
    [{ UPLOAD_PATH: '/uploads' }, '/uploads'],
    [{ UPLOAD_PATH: '/uploads', STORAGE_URL: 'file:/files' }, '/files'],
    [{ STORAGE_URL: 'file:here' }, 'here'],
    [{ STORAGE_URL: 'file:here', ...KEYS }, 'here'],
  ])('folder_of_%j_is_%s', (given, path) => expect(storageOf(given)).toEqual({ kind: 'folder', path }))

  it('bucket_is_read_with_all_that_leads_to_it', () => {
    const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'hunter2-hunter2' }
    expect(s3('s3://our-files')).toEqual({
      kind: 's3',
      bucket: 'our-files',
      prefix: '',
      endpoint: 'https://s3.us-east-1.amazonaws.com',
      region: 'us-east-1',
      isPathStyle: false,
      ...credentials,
    })
    const url = 's3://our-files/trunkline/live/?endpoint=https://storage.example.com:9000/&region=eu-1&path_style=true'
    expect(s3(url)).toEqual({
      kind: 's3',
      bucket: 'our-files',
      prefix: 'trunkline/live/',
      endpoint: 'https://storage.example.com:9000',
      region: 'eu-1',
      isPathStyle: true,
      ...credentials,
    })
    expect(s3('s3://our-files?region=eu-1')).toMatchObject({ endpoint: 'https://s3.eu-1.amazonaws.com' })
    expect(s3('s3://our-files?endpoint=http://127.0.0.1:9000')).toMatchObject({ endpoint: 'http://127.0.0.1:9000' })
  })

  it.each([
    'files',
    'file:',
    's3:',
    's3://',
    's3://Our_Files',
    's3://ab',
    's3://hunter2:hunter2@our-files',
    's3://our-files:9000',
    's3://our-files?secret=hunter2',
    's3://our-files?path_style=perhaps',
    's3://our-files/a b',
    's3://our-files?endpoint=hunter2',
    's3://our-files?endpoint=http://storage.example.com',
    's3://our-files?endpoint=https://storage.example.com/bucket',
    's3://our-files?endpoint=https://hunter2@storage.example.com',
    'https://our-files.s3.amazonaws.com',
  ])('storage_url_is_refused_and_not_shown: %s', (STORAGE_URL) => {
    const source = { APP_ENV: 'test', STORAGE_URL, ...KEYS }
    expect(problemsOf(source)).toEqual(['STORAGE_URL'])
    expect(() => loadConfig(source)).toThrow(/^(?!.*hunter2)[^]*$/)
  })

  it('credentials_are_required_for_a_bucket_and_named', () => {
    const source = { APP_ENV: 'test', STORAGE_URL: 's3://our-files' }
    expect(problemsOf(source)).toEqual(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
    expect(problemsOf({ ...source, ...KEYS, AWS_SECRET_ACCESS_KEY: '' })).toEqual(['AWS_SECRET_ACCESS_KEY'])
  })

  it('limits_are_those_that_are_documented_unless_others_are_given', () => {
    expect(loadConfig({ APP_ENV: 'test' }).files).toEqual({
      maxFileBytes: 10_485_760,
      allowedTypes: ['mp3', 'wav', 'm4a', 'xml'],
      quotaBytes: 524_288_000,
    })
    const given = { MAX_FILE_SIZE: '1000', ALLOWED_EXTENSIONS: 'wav, mp3', STORAGE_QUOTA_BYTES: '5000' }
    expect(loadConfig({ APP_ENV: 'test', ...given }).files).toEqual({
      maxFileBytes: 1000,
      allowedTypes: ['wav', 'mp3'],
      quotaBytes: 5000,
    })
  })

  it.each([
    ['MAX_FILE_SIZE', '0'],
    ['MAX_FILE_SIZE', '10MB'],
    ['MAX_FILE_SIZE', '1.5'],
    ['STORAGE_QUOTA_BYTES', '-1'],
    ['ALLOWED_EXTENSIONS', 'mp3,exe'],
    ['ALLOWED_EXTENSIONS', ' , '],
  ])('%s=%s is refused by name', (name, value) => {
    expect(problemsOf({ APP_ENV: 'test', [name]: value })[0]).toMatch(new RegExp(`^${name}`))
  })
})

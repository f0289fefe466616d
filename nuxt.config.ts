/** Wiring only: which modules run, where things lie. Rules and values live in `server/config.ts`. */
export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  telemetry: false,
  srcDir: '.',
  dir: { app: '.' },
  ignore: ['drizzle/**', 'tests/**', 'simulator/**', 'tools/**', '.data/**', '.output/**'],
  modules: ['@nuxtjs/tailwindcss', '@nuxt/eslint', '@pinia/nuxt', '@nuxtjs/i18n', '@nuxt/icon', 'nuxt-security'],
  components: [{ path: '~/components', pathPrefix: false }],
  // Styles come as one file: inline ones would need a nonce each, and every page again.
  features: { inlineStyles: false },
  tailwindcss: { viewer: false, cssPath: '~/assets/css/tailwind.css' },
  pinia: { storesDirs: ['./stores/**'] },
  i18n: {
    strategy: 'no_prefix',
    defaultLocale: 'en',
    detectBrowserLanguage: false,
    locales: [
      {
        code: 'en',
        language: 'en-US',
        files: [
          'common',
          'dashboard',
          'voice',
          'sms',
          'files',
          'numbers',
          'phone',
          'logs',
          'recordings',
          'settings',
          'twilio',
          'users',
          'account',
          'entry',
          'failure',
        ].map((area) => `en/${area}.json`),
      },
    ],
    bundle: { fullInstall: false },
    compilation: { strictMessage: true },
    // Their address holds their hash: they may be kept for a year (in seconds).
    experimental: { httpCacheDuration: 31_536_000 },
  },
  // What is built has its messages compiled: modules/ready-messages.ts.
  $production: { i18n: { bundle: { dropMessageCompiler: true } } },
  // Icons are drawn into the page as SVG, from the set that is installed: nothing is fetched from elsewhere.
  icon: {
    // Its place is taken by components/ui/Icon.ts.
    componentName: 'NuxtIcon',
    mode: 'svg',
    provider: 'none',
    fallbackToApi: false,
    serverBundle: { collections: ['lucide'] },
    clientBundle: { scan: { globInclude: ['{pages,components,layouts,composables}/**/*.{vue,ts}', '*.vue'] } },
  },
  // Scripts and styles by nonce; who may frame a page is decided per request in server/http/enter-page.ts.
  security: {
    strict: true,
    sri: false,
    removeLoggers: false,
    // The API has limits and parsers of its own, and answers in its envelope.
    rateLimiter: false,
    requestSizeLimiter: false,
    xssValidator: false,
    corsHandler: false,
    allowedMethodsRestricter: false,
    headers: {
      contentSecurityPolicy: {
        'default-src': ["'none'"],
        'frame-src': ["'none'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'media-src': ["'self'", 'data:', 'blob:'],
        'upgrade-insecure-requests': false,
      },
      // Pages stand in the frames of other sites, which these would forbid or warn about.
      xFrameOptions: false,
      crossOriginEmbedderPolicy: false,
      crossOriginResourcePolicy: false,
      originAgentCluster: false,
      // By the address that the server is reached at, which the build does not know: server/plugins/10.pages.ts.
      strictTransportSecurity: false,
      permissionsPolicy: {
        autoplay: ['self'],
        fullscreen: ['self'],
        microphone: ['self'],
        'publickey-credentials-create': ['self'],
        'publickey-credentials-get': ['self'],
        'web-share': false, // Chromium does not know it everywhere, and warns
      },
    },
  },
  // A new version is noticed by the live connection; a manifest to poll is not needed.
  experimental: {
    appManifest: false,
    defaults: { nuxtLink: { prefetchOn: { interaction: true, visibility: false } } },
  },
  devtools: { enabled: false },
  sourcemap: { server: false, client: false },
  nitro: {
    preset: 'node-server',
    imports: { autoImport: false },
    errorHandler: '~/server/http/error-handler.ts',
    externals: { inline: ['drizzle-orm'] },
    compressPublicAssets: { brotli: true, gzip: true },
    serverAssets: [{ baseName: 'migrations', dir: '../drizzle', pattern: '*.sql' }],
  },
  typescript: { strict: true, tsConfig: { compilerOptions: { noUncheckedIndexedAccess: true } } },
})

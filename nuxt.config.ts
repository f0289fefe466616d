/** Wiring only: which modules run, where things lie. Rules and values live in `server/config.ts`. */
export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  telemetry: false,
  srcDir: '.',
  dir: { app: '.' },
  ignore: ['drizzle/**', 'tests/**', 'simulator/**', 'tools/**', '.data/**', '.output/**'],
  modules: ['@nuxtjs/tailwindcss', '@nuxt/eslint'],
  tailwindcss: { viewer: false, cssPath: '~/assets/css/tailwind.css' },
  devtools: { enabled: false },
  sourcemap: { server: false, client: false },
  nitro: {
    preset: 'node-server',
    imports: { autoImport: false },
    errorHandler: '~/server/http/error-handler.ts',
    externals: { inline: ['drizzle-orm'] },
    serverAssets: [{ baseName: 'migrations', dir: '../drizzle', pattern: '*.sql' }],
  },
  typescript: { strict: true, tsConfig: { compilerOptions: { noUncheckedIndexedAccess: true } } },
})

/** Made by @nuxt/icon from the icons that the sources name. */
declare module '#build/nuxt-icon-client-bundle' {
  export function init(add: (name: string, icon: { width?: number; height?: number; body: string }) => void): void
}

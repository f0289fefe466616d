import { html, type Html } from './html.ts'

/** A whole page. No external resources, no inline script or style. */
export function page(options: { title: string; styles: string[]; script: string; body: Html }): string {
  const { title, styles, script, body } = options
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="/assets/handset.svg" type="image/svg+xml" />
        ${['base', ...styles].map((name) => html`<link rel="stylesheet" href="/assets/${name}.css" />`)}
        <script type="module" src="/assets/${script}"></script>
      </head>
      <body>
        ${body}
      </body>
    </html> `.text
}

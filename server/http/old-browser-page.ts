/** Internet Explorer, also as the control that older desktop applications have inside: none of our scripts run there. */
export const isOldBrowser = (userAgent: string | undefined) => /\bTrident\/|\bMSIE /.test(userAgent ?? '')

export const OLD_BROWSER_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *"

/** Says what to do, in what every browser can show. */
export const oldBrowserPage = (appName: string) => `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>A newer browser is needed</title></head>
<body>
<h1>${escapeHtml(appName)} needs a newer browser</h1>
<p>This page was opened in Internet Explorer, or in an application that shows pages with its engine.</p>
<p>Open it in a current Edge, Chrome, Firefox or Safari.</p>
<p>If you make the application: show this page with WebView2. In Delphi that is <code>TEdgeBrowser</code>, or
<code>TWebBrowser</code> with <code>SelectedEngine := EdgeOnly</code>.</p>
</body>
</html>
`

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

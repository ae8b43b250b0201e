/** The page that leads the buyer on to Amazon: what `start` tells the app to open. */
import { randomBytes } from 'node:crypto'

/**
 * What the page does. Only what this merchant has signed is started: the address may be anybody's, but Amazon takes no
 * payload for a merchant that was not signed with the merchant's key.
 */
const SCRIPT = `(function () {
  "use strict";
  var bytes = Uint8Array.from(atob(location.hash.slice(1).replace(/-/g, "+").replace(/_/g, "/")), function (letter) {
    return letter.charCodeAt(0);
  });
  var opening = JSON.parse(new TextDecoder().decode(bytes));
  var shop = document.documentElement;
  if (opening.scriptUrl !== shop.getAttribute("data-script-url")) {
    return;
  }
  if (opening.config.merchantId !== shop.getAttribute("data-merchant-id")) {
    return;
  }
  var script = document.createElement("script");
  script.src = opening.scriptUrl;
  script.onload = function () {
    window.amazon.Pay.initCheckout(opening.config);
  };
  document.head.appendChild(script);
})();`

/** The page; it is the same for everybody, for what is to be started stands behind the # of its address. @internal */
export function openingPage(merchantId: string, scriptUrl: string): Response {
  const nonce = randomBytes(16).toString('base64')
  const page = `<!doctype html>
<html data-merchant-id="${merchantId}" data-script-url="${scriptUrl}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Amazon Pay</title>
<p>Amazon Pay&hellip;</p>
<script nonce="${nonce}">${SCRIPT}</script>
</html>
`
  return new Response(page, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `script-src 'nonce-${nonce}' 'strict-dynamic'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
    },
  })
}

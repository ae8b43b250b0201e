// A buyer from Japan: the words that he must see on each page, in his language and script.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, press } from './browser.mjs'

const { sandbox, shop, page } = await open()

/** @param {import('playwright-core').Page} opened @param {(string | RegExp)[]} words */
async function reads(opened, words) {
  const text = (await opened.locator('body').innerText()).normalize()
  for (const word of words) assert.match(text, new RegExp(word), `${opened.url()}: ${text}`)
}

test('each page of a checkout says in Japanese what a buyer must know', async () => {
  shop.show(
    shop.button(shop.reviewed({ merchantMetadata: { merchantStoreName: '星空書店' } }), { checkoutLanguage: 'ja_JP' }),
  )
  const [opened, complaints] = await page()
  await opened.goto(shop.url)
  await opened.getByRole('button', { name: '支払う ローカルサンドボックス' }).click()
  await opened.getByRole('heading', { name: 'テスト購入者としてサインイン' }).waitFor()
  const banner = /ローカルサンドボックス.*お金は動きません/
  await reads(opened, [banner, '山田 花子', 'パスワードはありません', 'キャンセルしてショップに戻る'])
  await press(opened, /山田/)
  await opened.getByRole('heading', { name: '住所とカード' }).waitFor()
  await reads(opened, [
    banner,
    '星空書店',
    '〒?153-0064',
    '東京都',
    '目黒区',
    '下目黒1-8-1',
    'テストカード 下4桁 1111',
    '支払いは成功します',
  ])
  // The order of lines is Japan's: the largest part first.
  const lines = await opened.locator('address span').allInnerTexts()
  assert.ok(lines.join('\n').indexOf('東京都') < lines.join('\n').indexOf('下目黒'), lines.join('\n'))
  await opened.getByRole('link', { name: '住所を変更' }).click()
  await reads(opened, ['住所を選択', '北海道', '千歳市', 'この住所を使う', '戻る'])
  await opened.getByRole('radio', { name: /北海道/ }).check()
  await press(opened, 'この住所を使う')
  await opened.getByRole('link', { name: 'カードを変更' }).click()
  await reads(opened, ['カードを選択', /3434[\s\S]*支払いが拒否され/, /0701[\s\S]*30秒間保留/, 'このカードを使う'])
  await press(opened, 'このカードを使う')
  await press(opened, 'ショップに進む')
  await opened.waitForURL(`${shop.url}/review**`)
  await press(opened, 'Order')
  await opened.getByRole('heading', { name: '確認して支払う' }).waitFor()
  await reads(opened, [
    banner,
    '合計',
    '12.34 EUR',
    'お届け先',
    '千歳市',
    'お支払い方法',
    '先に銀行の認証コードを求める',
  ])
  await opened.getByRole('checkbox').check()
  await press(opened, /^支払う/)
  await reads(opened, ['銀行が認証コードを求めています', '正しいコードで支払う', '誤ったコードを入力する'])
  await press(opened, '正しいコードで支払う')
  await opened.waitForURL(`${shop.url}/result**`)
  assert.equal(await opened.locator('#state').textContent(), 'Completed')
  assert.deepEqual(complaints, [])
  await opened.context().close()
})

test('a checkout that was open for too long says so in Japanese, on each of its pages', async () => {
  shop.show(shop.button(shop.reviewed(), { checkoutLanguage: 'ja_JP' }))
  const [opened] = await page()
  await opened.goto(shop.url)
  await press(opened, /支払う/)
  await press(opened, /山田/)
  await opened.getByRole('heading', { name: '住所とカード' }).waitFor()
  const here = opened.url()
  await sandbox.control('POST', 'clock', { advance: 25 * 60 * 60 })
  await press(opened, 'ショップに進む')
  await reads(opened, ['お支払い手続きの有効期限が切れました', 'ショップに戻る'])
  for (const step of ['', '&step=address', '&step=card']) {
    assert.equal((await opened.goto(`${here}${step}`))?.status(), 409)
    await reads(opened, ['お支払い手続きの有効期限が切れました'])
  }
  await opened.getByRole('link', { name: 'ショップに戻る' }).click()
  await opened.waitForURL(`${shop.url}/**`)
  await opened.context().close()
})

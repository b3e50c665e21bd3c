import type { Messages } from './en.ts'

export const ja: Messages = {
  subject: ({ inviter, organization, product }) =>
    inviter ? `${inviter}さんから${product}の「${organization}」への招待` : `「${organization}」から${product}への招待`,
  preheader: ({ until }) => `${until}までに招待を承諾してください。`,
  heading: ({ organization, product }) => `${product}の「${organization}」への招待`,
  invitation: ({ inviter, organization, product }) =>
    inviter
      ? `${inviter}さんが、${product}の「${organization}」にあなたを招待しています。`
      : `「${organization}」が、${product}にあなたを招待しています。`,
  messageFrom: ({ inviter, organization }) =>
    inviter ? `${inviter}さんからのメッセージ：` : `「${organization}」からのメッセージ：`,
  role: () => 'あなたの役割',
  roles: {
    rol_owner: 'オーナー',
    rol_admin: '管理者',
    rol_site_admin: '拠点管理者',
    rol_member: 'メンバー',
  },
  signInAs: 'サインイン用メールアドレス',
  validUntil: '有効期限',
  detail: ({ label, value }) => `${label}：${value}`,
  accept: '招待を承諾する',
  copyLink: 'ボタンが機能しない場合は、このリンクをブラウザにコピーしてください：',
  openLink: '招待を承諾するには、このリンクを開いてください：',
  personal: 'このリンクはあなた専用です。このメールを転送しないでください。',
  unexpected: 'この招待に心当たりがない場合は、このメールを無視してください。承諾しない限り、何も起こりません。',

  code: {
    subject: ({ digits, product }) => `${digits} は ${product} の確認コードです`,
    heading: 'メールアドレスの確認',
    lead: ({ product }) =>
      `このメールアドレスがご本人のものであることを確認するため、${product} で次のコードを入力してください。`,
    validity: 'コードの有効期間は10分です。最新のコードのみ使用できます。',
    unexpected: 'このコードに心当たりがない場合は、このメールを無視し、コードを誰にも教えないでください。',
  },

  loginEmailNotice: {
    subject: ({ product }) => `${product} のログイン用メールアドレスの変更`,
    heading: 'ログイン用メールアドレスの変更',
    lead: ({ product }) =>
      `${product} のアカウントについて、別のメールアドレスへの変更が求められました。コードで確認されると、以後はそのアドレスでログインし、このアドレスは使えなくなります。`,
    unexpected: 'お心当たりがない場合は、パスワードを変更し、すぐに組織の管理者にお知らせください。',
  },

  reset: {
    subject: ({ product }) => `${product}の新しいパスワードの設定`,
    heading: '新しいパスワードの設定',
    lead: ({ product }) =>
      `${product}のアカウントの新しいパスワードが求められました。設定するまでは、これまでのパスワードが使えます。`,
    button: '新しいパスワードを設定する',
    openLink: '新しいパスワードを設定するには、次のリンクを開いてください。',
    codeLead: 'ログインページでコードを求められた場合は、こちらを入力してください。',
    validity: 'リンクとコードは最新のメールのものだけが、1時間以内に1回だけ使えます。',
    unexpected:
      'お心当たりがない場合は、このメールを無視してください。パスワードは変わりません。コードは誰にも教えないでください。',
  },

  passwordNotice: {
    subject: ({ product }) => `${product}のパスワードが変更されました`,
    heading: 'パスワードが変更されました',
    mailedCode: ({ product }) =>
      `このメールボックスを読める方が、${product}のアカウントの新しいパスワードを設定しました。それまでのサインインはすべて終了しました。`,
    temporary: ({ organization, product }) =>
      `「${organization}」の管理者が、${product}のアカウントに仮のパスワードを設定しました。次回のサインイン時にご自身のパスワードを設定してください。それまでのサインインはすべて終了しました。`,
    unexpected: 'お心当たりがない場合は、すぐに組織の管理者にお知らせください。',
  },

  factorNotice: {
    added: {
      subject: ({ product }) => `${product} のログインに2段階目の確認が加わりました`,
      heading: 'ログインの2段階目の確認',
      lead: ({ product }) =>
        `${product} のアカウントに認証アプリが設定されました。今後のログインでは、パスワードに加えてこのアプリのコードが必要です。`,
    },
    removed: {
      subject: ({ product }) => `${product} のログインの2段階目の確認がなくなりました`,
      heading: '2段階目の確認の解除',
      lead: ({ product }) => `${product} のアカウントから認証アプリが解除されました。今後のログインでコードは必要ありません。`,
    },
    unexpected: 'お心当たりがない場合は、パスワードを変更し、すぐに組織の管理者にお知らせください。',
  },
}

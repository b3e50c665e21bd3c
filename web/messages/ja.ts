import type { Messages } from './en.ts'

export const ja: Messages = {
  loading: '少々お待ちください…',
  tryAgain: 'もう一度試す',
  offline: 'サーバーに接続できません。接続を確認して、もう一度お試しください。入力内容は失われません。',
  busy: wait => `一度に送られた要求が多すぎます。${wait}後にもう一度お試しください。入力内容は失われません。`,
  unavailable: wait => `現在ご利用いただけません。${wait}後にもう一度お試しください。入力内容は失われません。`,
  tryNow: '今すぐ、もう一度お試しいただけます。',
  unknown: '問題が発生しました。もう一度お試しください。',
  signInFailed: 'サインインできませんでした。もう一度お試しください。',
  signInCancelled: 'サインインしていません。いつでももう一度お試しいただけます。',
  signInLost: 'このサインインは別のタブで、またはしばらく前に開始されたものです。最初からやり直してください。',
  signIn: 'サインイン',
  language: '言語',

  home: {
    title: product => `${product}へようこそ`,
    lead: 'サインインすると、ご自身の情報と、できることを確認できます。',
    signedIn: name => `こんにちは、${name}さん`,
    email: 'メールアドレス',
    notVerified: '未確認',
    noOrganizations: '現在、どの組織にも所属していません。管理者に招待を依頼してください。',
    roles: '役割',
    permissions: '権限',
    none: 'なし',
    signOut: 'サインアウト',
  },

  accept: {
    pageTitle: 'あなたへの招待',
    title: organization => `「${organization}」に参加する`,
    invitedBy: (inviter, organization, product) => `${inviter}さんが、${product}の「${organization}」にあなたを招待しています。`,
    invited: (organization, product) => `${product}の「${organization}」に招待されています。`,
    messageFrom: inviter => (inviter ? `${inviter}さんからのメッセージ` : 'メッセージ'),
    email: 'メールアドレス',
    validUntil: '有効期限：',
    firstName: '名',
    lastName: '姓（任意）',
    password: 'パスワード',
    passwordHint: '10文字以上。いくつかの単語を並べたものがおすすめです。',
    showPassword: 'パスワードを表示',
    accept: '招待を承諾する',
    decline: '辞退する',
    firstNameMissing: '名を入力してください。',
    passwordMissing: 'パスワードを入力してください。',
    passwordShort: 'パスワードは10文字以上にしてください。',
    passwordLong: 'パスワードは256文字以内にしてください。',
    passwordSpaces: 'パスワードの先頭と末尾に空白は使えません。',
    passwordIsEmail: 'メールアドレスをパスワードにすることはできません。',
    passwordRefused: 'このパスワードは、攻撃で最初に試されるものの一つです。別のパスワードを選んでください。',
    nameRefused: 'この名前はこのままでは使えません。短くするか、特殊な文字を除いてください。',
    checkFields: '下に示された箇所を確認してください。',
    accountExists:
      'このメールアドレスのアカウントはすでにあります。そのアカウントでサインインして承諾してください。パスワードは変わりません。',
    unprovenAccount:
      'このメールアドレスでは以前に組織がアカウントを作成していますが、アドレスは確認されていません。ご自身のアカウントであれば、サインインしてください。そうでない場合は、下でパスワードを設定してください。設定すると、以前のアカウントは使えなくなります。',
    signInToAccept: 'サインインして承諾する',
    wrongTitle: 'これは別の方への招待です',
    wrongAccount: (signedIn, invited) =>
      `${signedIn ?? '別のアカウント'}でサインインしていますが、この招待は${invited}宛てです。招待は有効なままです。承諾するには、${invited}でサインインしてください。`,
    signInAs: email => `${email}でサインイン`,
    declineTitle: 'この招待を辞退しますか？',
    declineLead: organization =>
      `「${organization}」には参加せず、リンクは使えなくなります。後で改めて招待を受けることはできます。`,
    declineYes: 'はい、辞退します',
    declineNo: 'いいえ、戻ります',
    declinedTitle: '招待を辞退しました',
    declinedLead: 'これで完了です。このページを閉じてかまいません。',
    doneTitle: '参加しました',
    doneLead: organization => `「${organization}」のメンバーになりました。`,
    noTokenTitle: 'メールのリンクを開いてください',
    noTokenLead:
      'このページには、招待メールのリンクが必要です。安全のため、リンクはここに保存されません。再読み込みした後は、もう一度リンクを開いてください。',
  },

  notices: {
    forbidden: '現在、どの組織にもアクセスできません。所属する組織の管理者にお問い合わせください。',
    password_too_weak: '別のパスワードを選んでください。',
    validation_failed: '入力内容にこのままでは受け付けられないものがあります。確認して、もう一度お試しください。',
    internal_error: 'こちら側の問題です。記録されましたので、しばらくしてからもう一度お試しください。',
  },

  problems: {
    invitation_not_found: {
      title: 'このリンクは無効です',
      detail: '最新の招待メールのリンク全体を開いたか確認するか、改めて招待を依頼してください。',
    },
    invitation_expired: { title: 'この招待は期限切れです', detail: '招待した方に、もう一度送るよう依頼してください。' },
    invitation_accepted: {
      title: 'この招待はすでに承諾されています',
      detail: 'メールアドレスとパスワードでサインインできます。',
    },
    invitation_declined: { title: 'この招待は辞退されました', detail: '間違いだった場合は、改めて招待を依頼してください。' },
    invitation_cancelled: {
      title: 'この招待は無効になりました',
      detail: '取り消されたか、新しいものに替わりました。より新しい招待メールを探すか、改めて招待を依頼してください。',
    },
  },
}

import type { Messages } from './en.ts'

export const de: Messages = {
  loading: 'Einen Moment …',
  tryAgain: 'Erneut versuchen',
  offline: 'Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut; nichts geht verloren.',
  busy: wait => `Das waren zu viele Anfragen auf einmal. Versuchen Sie es in ${wait} erneut; nichts geht verloren.`,
  unavailable: wait => `Das funktioniert gerade nicht. Versuchen Sie es in ${wait} erneut; nichts geht verloren.`,
  tryNow: 'Sie können es jetzt erneut versuchen.',
  unknown: 'Etwas ist schiefgegangen. Bitte versuchen Sie es erneut.',
  signInFailed: 'Die Anmeldung hat nicht funktioniert. Bitte versuchen Sie es erneut.',
  signInCancelled: 'Sie wurden nicht angemeldet. Versuchen Sie es erneut, wann immer Sie möchten.',
  signInLost: 'Diese Anmeldung wurde in einem anderen Tab oder vor längerer Zeit begonnen. Bitte beginnen Sie von vorn.',
  signIn: 'Anmelden',
  language: 'Sprache',

  home: {
    title: product => `Willkommen bei ${product}`,
    lead: 'Melden Sie sich an, um zu sehen, wer Sie hier sind und was Sie tun dürfen.',
    signedIn: name => `Guten Tag, ${name}`,
    email: 'E-Mail',
    notVerified: 'noch nicht bestätigt',
    verifyLead: 'Bestätigen Sie, dass dieses Postfach Ihnen gehört: Wir schicken Ihnen einen Code mit sechs Ziffern.',
    sendCode: 'Code schicken',
    codeSent: email => `Wir haben einen Code an ${email} geschickt. Er gilt zehn Minuten.`,
    code: 'Code aus der E-Mail',
    confirm: 'Bestätigen',
    codeMissing: 'Geben Sie die sechs Ziffern aus der E-Mail ein.',
    noOrganizations: 'Sie gehören derzeit keiner Organisation an. Bitten Sie einen Administrator um eine Einladung.',
    roles: 'Rollen',
    permissions: 'Berechtigungen',
    none: 'keine',
    signOut: 'Abmelden',
    factors: {
      title: 'Anmeldung in zwei Schritten',
      off: 'Die Anmeldung braucht nur Ihr Passwort. Mit einer Authenticator-App braucht sie auch einen Code, und ein gestohlenes Passwort reicht nicht.',
      on: 'Die Anmeldung braucht Ihr Passwort und einen Code Ihrer Authenticator-App.',
      required:
        'Diese Organisation verlangt bei der Anmeldung einen zweiten Schritt. Richten Sie unten einen ein, wenn Sie keinen haben, und melden Sie sich dann mit ihm neu an.',
      setUp: 'Authenticator-App einrichten',
      scan: 'Öffnen Sie den Link auf dem Gerät mit der App, oder geben Sie den Schlüssel in die App ein. Geben Sie dann den Code ein, den sie zeigt.',
      openApp: 'In der Authenticator-App öffnen',
      key: 'Schlüssel',
      code: 'Code der App',
      codeMissing: 'Geben Sie die sechs Ziffern ein, die die App zeigt.',
      done: 'Die App ist eingerichtet. Ab jetzt braucht die Anmeldung einen Code von ihr.',
      remove: 'Authenticator-App entfernen',
      removed: 'Die App ist entfernt. Die Anmeldung braucht nur Ihr Passwort.',
      signInAgain: 'Neu anmelden',
      passkeyLead: 'Ein Passkey, entsperrt durch Fingerabdruck, Gesicht oder PIN, ersetzt beides.',
      passkey: 'Passkey hinzufügen',
      problems: {
        invalid_code: 'Das ist nicht der Code, den die App jetzt zeigt. Warten Sie auf den nächsten und geben Sie ihn ein.',
        mfa_required: 'Melden Sie sich dafür zuerst mit Ihrem zweiten Schritt an.',
        reauthentication_required: 'Melden Sie sich zu Ihrer Sicherheit zuerst neu an; danach haben Sie fünf Minuten.',
        wrong_account: 'Sie haben sich als jemand anderes angemeldet. Versuchen Sie es mit Ihrem eigenen Konto.',
      },
    },
  },

  accept: {
    pageTitle: 'Ihre Einladung',
    title: organization => `Ihre Einladung zu ${organization}`,
    invitedBy: (inviter, organization, product) => `${inviter} lädt Sie ein, ${organization} auf ${product} beizutreten.`,
    invited: (organization, product) => `Sie sind eingeladen, ${organization} auf ${product} beizutreten.`,
    messageFrom: inviter => (inviter ? `Nachricht von ${inviter}` : 'Nachricht'),
    email: 'Ihre E-Mail-Adresse',
    validUntil: 'Gültig bis',
    firstName: 'Vorname',
    lastName: 'Nachname (freiwillig)',
    password: 'Passwort',
    passwordHint: 'Mindestens 10 Zeichen. Ein paar Wörter hintereinander eignen sich gut.',
    showPassword: 'Passwort anzeigen',
    accept: 'Einladung annehmen',
    decline: 'Ablehnen',
    firstNameMissing: 'Geben Sie Ihren Vornamen ein.',
    passwordMissing: 'Geben Sie ein Passwort ein.',
    passwordShort: 'Das Passwort braucht mindestens 10 Zeichen.',
    passwordLong: 'Das Passwort darf höchstens 256 Zeichen haben.',
    passwordSpaces: 'Das Passwort darf nicht mit einem Leerzeichen beginnen oder enden.',
    passwordIsEmail: 'Das Passwort darf nicht Ihre E-Mail-Adresse sein.',
    passwordRefused: 'Dieses Passwort gehört zu denen, die Angreifer zuerst ausprobieren. Wählen Sie ein anderes.',
    nameRefused: 'Dieser Name kann so nicht übernommen werden. Kürzen Sie ihn oder lassen Sie ungewöhnliche Zeichen weg.',
    checkFields: 'Bitte prüfen Sie, was unten markiert ist.',
    accountExists:
      'Für diese E-Mail-Adresse gibt es bereits ein Konto. Melden Sie sich damit an, um anzunehmen; Ihr Passwort bleibt, wie es ist.',
    unprovenAccount:
      'Eine Organisation hat für diese Adresse schon ein Konto angelegt, und niemand hat die Adresse bestätigt. Wenn dieses Konto Ihres ist, melden Sie sich an. Wenn nicht, wählen Sie unten ein Passwort: Das andere Konto kann dann nicht mehr benutzt werden.',
    signInToAccept: 'Anmelden und annehmen',
    wrongTitle: 'Diese Einladung ist für jemand anderen',
    wrongAccount: (signedIn, invited) =>
      `Sie sind ${signedIn ? `als ${signedIn}` : 'mit einem anderen Konto'} angemeldet, die Einladung ist aber für ${invited}. Sie bleibt offen: Melden Sie sich als ${invited} an, um sie anzunehmen.`,
    signInAs: email => `Als ${email} anmelden`,
    declineTitle: 'Diese Einladung ablehnen?',
    declineLead: organization =>
      `Sie treten ${organization} dann nicht bei, und der Link funktioniert nicht mehr. Sie können erneut eingeladen werden.`,
    declineYes: 'Ja, ablehnen',
    declineNo: 'Nein, zurück',
    declinedTitle: 'Sie haben die Einladung abgelehnt',
    declinedLead: 'Mehr ist nicht zu tun. Sie können diese Seite schließen.',
    doneTitle: 'Sie sind dabei',
    doneLead: organization => `Sie sind jetzt Mitglied von ${organization}.`,
    noTokenTitle: 'Öffnen Sie den Link in Ihrer E-Mail',
    noTokenLead:
      'Diese Seite braucht den Link aus Ihrer Einladungs-E-Mail. Zu Ihrer Sicherheit wird er hier nicht gespeichert; nach einem Neuladen muss er also noch einmal geöffnet werden.',
  },

  reset: {
    title: 'Neues Passwort wählen',
    newPassword: 'Neues Passwort',
    save: 'Passwort speichern',
    doneTitle: 'Ihr Passwort wurde geändert',
    doneLead: 'Alles, was zuvor angemeldet war, ist abgemeldet. Melden Sie sich mit dem neuen Passwort an.',
    linkDead:
      'Dieser Link funktioniert nicht mehr: Er wurde benutzt, eine Stunde ist um, oder es gibt eine neuere E-Mail. Fordern Sie einen neuen an.',
    requestTitle: 'Passwort vergessen?',
    requestLead: 'Wir schicken Ihnen einen Link, mit dem Sie ein neues wählen. Bis Sie ihn benutzen, gilt das alte.',
    send: 'Link schicken',
    emailMissing: 'Geben Sie Ihre E-Mail-Adresse ein.',
    sentTitle: 'Sehen Sie in Ihr Postfach',
    sentLead: email => `Wenn man sich mit ${email} hier anmelden kann, ist eine E-Mail dorthin unterwegs.`,
    sentHint:
      'Der Link gilt eine Stunde. Keine E-Mail? Sehen Sie im Spam-Ordner nach, oder fragen Sie einen Administrator Ihrer Organisation.',
  },

  notices: {
    forbidden: 'Sie haben derzeit zu keiner Organisation Zugang. Wenden Sie sich an einen Administrator der Ihren.',
    invalid_code: 'Das ist nicht der Code der neuesten E-Mail, oder er ist abgelaufen. Lassen Sie sich einen neuen schicken.',
    password_too_weak: 'Bitte wählen Sie ein anderes Passwort.',
    validation_failed:
      'Etwas in diesem Formular kann so nicht übernommen werden. Bitte prüfen Sie es und versuchen Sie es erneut.',
    internal_error: 'Der Fehler liegt bei uns und wurde festgehalten. Bitte versuchen Sie es später erneut.',
  },

  problems: {
    invitation_not_found: {
      title: 'Dieser Link ist ungültig',
      detail:
        'Prüfen Sie, ob Sie den ganzen Link der neuesten Einladungs-E-Mail geöffnet haben, oder bitten Sie um eine neue Einladung.',
    },
    invitation_expired: {
      title: 'Diese Einladung ist abgelaufen',
      detail: 'Bitten Sie die Person, die Sie eingeladen hat, sie erneut zu senden.',
    },
    invitation_accepted: {
      title: 'Diese Einladung wurde bereits angenommen',
      detail: 'Sie können sich mit Ihrer E-Mail-Adresse und Ihrem Passwort anmelden.',
    },
    invitation_declined: {
      title: 'Diese Einladung wurde abgelehnt',
      detail: 'Falls das ein Versehen war, bitten Sie um eine neue Einladung.',
    },
    invitation_cancelled: {
      title: 'Diese Einladung gilt nicht mehr',
      detail:
        'Sie wurde zurückgezogen oder ersetzt. Suchen Sie nach einer neueren Einladungs-E-Mail, oder bitten Sie um eine neue Einladung.',
    },
  },
}

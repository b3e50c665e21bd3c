import type { Messages } from './en.ts'

/** No name stands after “de”, which would have to become “d’” before some. */
export const fr: Messages = {
  subject: ({ inviter, organization, product }) =>
    inviter
      ? `${inviter} vous invite à rejoindre ${organization} sur ${product}`
      : `${organization} vous invite à rejoindre ${product}`,
  preheader: ({ until }) => `Invitation à accepter avant le ${until}.`,
  heading: ({ organization, product }) => `Rejoignez ${organization} sur ${product}`,
  invitation: ({ inviter, organization, product }) =>
    inviter
      ? `${inviter} vous invite à rejoindre ${organization} sur ${product}.`
      : `${organization} vous invite à rejoindre son espace sur ${product}.`,
  messageFrom: ({ inviter, organization }) => `Message envoyé par ${inviter ?? organization} :`,
  role: ({ count }) => (count === 1 ? 'Votre rôle' : 'Vos rôles'),
  roles: {
    rol_owner: 'Propriétaire',
    rol_admin: 'Administrateur',
    rol_site_admin: 'Administrateur de site',
    rol_member: 'Membre',
  },
  signInAs: 'Votre adresse de connexion',
  validUntil: 'Valable jusqu’au',
  detail: ({ label, value }) => `${label} : ${value}`,
  accept: 'Accepter l’invitation',
  copyLink: 'Si le bouton ne fonctionne pas, copiez ce lien dans votre navigateur :',
  openLink: 'Pour accepter l’invitation, ouvrez ce lien :',
  personal: 'Ce lien vous est personnel : merci de ne pas transférer cet e-mail.',
  unexpected:
    'Si vous n’attendiez pas cette invitation, ignorez cet e-mail. Rien ne se passera tant que vous ne l’aurez pas acceptée.',

  code: {
    subject: ({ digits, product }) => `${digits} est votre code pour ${product}`,
    heading: 'Confirmez votre adresse e-mail',
    lead: ({ product }) => `Saisissez ce code sur ${product} pour confirmer que cette boîte de réception est bien la vôtre :`,
    validity: 'Il est valable dix minutes, et seul le plus récent fonctionne.',
    unexpected: 'Si vous n’avez pas demandé ce code, ignorez cet e-mail et ne communiquez ce code à personne.',
  },

  loginEmailNotice: {
    subject: ({ product }) => `Une autre adresse e-mail pour vous connecter à ${product}`,
    heading: 'Une autre adresse de connexion',
    lead: ({ product }) =>
      `Une autre adresse e-mail a été demandée pour votre compte sur ${product}. Dès qu’elle sera confirmée par un code, vous vous connecterez avec celle-là, et non plus avec celle-ci.`,
    unexpected:
      'Si vous n’êtes pas à l’origine de cette demande, changez votre mot de passe et prévenez aussitôt un administrateur de votre organisation.',
  },

  reset: {
    subject: ({ product }) => `Choisissez un nouveau mot de passe pour ${product}`,
    heading: 'Choisissez un nouveau mot de passe',
    lead: ({ product }) =>
      `Un nouveau mot de passe a été demandé pour votre compte ${product}. Tant que vous n’en avez pas choisi, l’ancien reste valable.`,
    button: 'Choisir un nouveau mot de passe',
    openLink: 'Pour choisir un nouveau mot de passe, ouvrez ce lien :',
    codeLead: 'La page de connexion vous demande un code ? C’est celui-ci :',
    validity: 'Le lien et le code servent une seule fois, pendant une heure, et seuls ceux du dernier e-mail sont valables.',
    unexpected:
      'Si vous n’avez rien demandé, ignorez cet e-mail. Votre mot de passe reste le même. Ne donnez le code à personne.',
  },

  passwordNotice: {
    subject: ({ product }) => `Votre mot de passe pour ${product} a été modifié`,
    heading: 'Votre mot de passe a été modifié',
    mailedCode: ({ product }) =>
      `Une personne qui peut lire cette boîte aux lettres a choisi un nouveau mot de passe pour votre compte ${product}. Toutes les sessions ouvertes auparavant sont fermées.`,
    temporary: ({ organization, product }) =>
      `Un administrateur de ${organization} a défini un mot de passe provisoire pour votre compte ${product}. À la prochaine connexion, vous choisirez le vôtre, et toutes les sessions ouvertes auparavant sont fermées.`,
    unexpected: 'Si vous n’en savez rien, prévenez tout de suite un administrateur de votre organisation.',
  },

  factorNotice: {
    added: {
      subject: ({ product }) => `Une deuxième étape pour vous connecter à ${product}`,
      heading: 'Une deuxième étape pour la connexion',
      lead: ({ product }) =>
        `Une application d’authentification a été configurée pour votre compte sur ${product}. Désormais, la connexion demande un code de cette application en plus de votre mot de passe.`,
    },
    removed: {
      subject: ({ product }) => `Plus de deuxième étape pour vous connecter à ${product}`,
      heading: 'Plus de deuxième étape',
      lead: ({ product }) =>
        `L’application d’authentification de votre compte sur ${product} a été retirée. La connexion ne demande plus de code.`,
    },
    unexpected:
      'Si ce n’était pas vous, changez votre mot de passe et prévenez aussitôt un administrateur de votre organisation.',
  },
}

import type { Messages } from './en.ts'

export const fr: Messages = {
  loading: 'Un instant…',
  tryAgain: 'Réessayer',
  offline: 'Le serveur est injoignable. Vérifiez votre connexion et réessayez ; rien n’est perdu.',
  busy: wait => `Trop de demandes à la fois. Réessayez dans ${wait} ; rien n’est perdu.`,
  unavailable: wait => `Le service est momentanément indisponible. Réessayez dans ${wait} ; rien n’est perdu.`,
  tryNow: 'Vous pouvez réessayer maintenant.',
  unknown: 'Une erreur s’est produite. Veuillez réessayer.',
  signInFailed: 'La connexion a échoué. Veuillez réessayer.',
  signInCancelled: 'La connexion n’a pas eu lieu. Réessayez quand vous le souhaitez.',
  signInLost: 'Cette connexion a été commencée dans un autre onglet ou il y a un certain temps. Veuillez recommencer.',
  signIn: 'Se connecter',
  language: 'Langue',

  home: {
    title: product => `Bienvenue sur ${product}`,
    lead: 'Connectez-vous pour voir qui vous êtes ici et ce que vous pouvez faire.',
    signedIn: name => `Bonjour ${name}`,
    email: 'E-mail',
    notVerified: 'pas encore vérifié',
    verifyLead: 'Confirmez que cette boîte de réception est bien la vôtre : nous vous envoyons un code à six chiffres.',
    sendCode: 'Envoyez-moi un code',
    codeSent: email => `Nous avons envoyé un code à ${email}. Il est valable dix minutes.`,
    code: 'Code reçu',
    confirm: 'Confirmer',
    codeMissing: 'Saisissez les six chiffres de l’e-mail.',
    noOrganizations: 'Vous n’appartenez à aucune organisation pour le moment. Demandez une invitation à un administrateur.',
    roles: 'Rôles',
    permissions: 'Autorisations',
    none: 'aucun',
    signOut: 'Se déconnecter',
    factors: {
      title: 'Connexion en deux étapes',
      off: 'La connexion ne demande que votre mot de passe. Avec une application d’authentification, elle demande aussi un code : un mot de passe volé ne suffit plus.',
      on: 'La connexion demande votre mot de passe et un code de votre application d’authentification.',
      required:
        'Cette organisation demande une deuxième étape à la connexion. Configurez-en une ci-dessous si vous n’en avez pas, puis reconnectez-vous avec elle.',
      setUp: 'Configurer une application d’authentification',
      scan: 'Ouvrez le lien sur l’appareil qui contient l’application, ou saisissez la clé dans l’application. Entrez ensuite le code affiché.',
      openApp: 'Ouvrir dans l’application d’authentification',
      key: 'Clé',
      code: 'Code de l’application',
      codeMissing: 'Entrez les six chiffres affichés par l’application.',
      done: 'L’application est configurée. Désormais, la connexion demande l’un de ses codes.',
      remove: 'Retirer l’application d’authentification',
      removed: 'L’application est retirée. La connexion ne demande que votre mot de passe.',
      signInAgain: 'Se reconnecter',
      passkeyLead: 'Une clé d’accès, déverrouillée par empreinte, visage ou code PIN, remplace les deux.',
      passkey: 'Ajouter une clé d’accès',
      problems: {
        invalid_code: 'Ce n’est pas le code que l’application affiche en ce moment. Attendez le suivant et saisissez-le.',
        mfa_required: 'Pour cela, connectez-vous d’abord avec votre deuxième étape.',
        reauthentication_required: 'Pour votre sécurité, reconnectez-vous d’abord ; vous aurez ensuite cinq minutes.',
        wrong_account: 'Vous vous êtes connecté avec un autre compte. Réessayez avec le vôtre.',
      },
    },
  },

  accept: {
    pageTitle: 'Votre invitation',
    title: organization => `Rejoindre ${organization}`,
    invitedBy: (inviter, organization, product) => `${inviter} vous invite à rejoindre ${organization} sur ${product}.`,
    invited: (organization, product) => `Vous êtes invité(e) à rejoindre ${organization} sur ${product}.`,
    messageFrom: inviter => (inviter ? `Message envoyé par ${inviter}` : 'Message reçu'),
    email: 'Votre e-mail',
    validUntil: 'Valable jusqu’au',
    firstName: 'Prénom',
    lastName: 'Nom (facultatif)',
    password: 'Mot de passe',
    passwordHint: 'Au moins 10 caractères. Quelques mots à la suite conviennent bien.',
    showPassword: 'Afficher le mot de passe',
    accept: 'Accepter l’invitation',
    decline: 'Refuser',
    firstNameMissing: 'Indiquez votre prénom.',
    passwordMissing: 'Indiquez un mot de passe.',
    passwordShort: 'Le mot de passe doit comporter au moins 10 caractères.',
    passwordLong: 'Le mot de passe peut comporter au plus 256 caractères.',
    passwordSpaces: 'Le mot de passe ne doit ni commencer ni finir par une espace.',
    passwordIsEmail: 'Le mot de passe ne doit pas être votre adresse e-mail.',
    passwordRefused:
      'Ce mot de passe fait partie de ceux qui sont essayés en premier lors d’une attaque. Choisissez-en un autre.',
    nameRefused: 'Ce nom ne peut pas être accepté tel quel. Raccourcissez-le ou retirez-en les caractères inhabituels.',
    checkFields: 'Veuillez vérifier ce qui est signalé ci-dessous.',
    accountExists: 'Il existe déjà un compte pour cet e-mail. Connectez-vous pour accepter ; votre mot de passe reste le même.',
    unprovenAccount:
      'Une organisation a déjà créé un compte pour cette adresse, que personne n’a confirmée. Si ce compte est le vôtre, connectez-vous. Sinon, choisissez un mot de passe ci-dessous : l’autre compte ne pourra alors plus être utilisé.',
    signInToAccept: 'Se connecter pour accepter',
    wrongTitle: 'Cette invitation est destinée à quelqu’un d’autre',
    wrongAccount: (signedIn, invited) =>
      `Vous êtes connecté(e) avec ${signedIn ?? 'un autre compte'}, mais l’invitation est destinée à ${invited}. Elle reste ouverte : connectez-vous avec ${invited} pour l’accepter.`,
    signInAs: email => `Se connecter avec ${email}`,
    declineTitle: 'Refuser cette invitation ?',
    declineLead: organization =>
      `Vous ne rejoindrez pas ${organization} et le lien ne fonctionnera plus. Une nouvelle invitation reste possible.`,
    declineYes: 'Oui, refuser',
    declineNo: 'Non, revenir',
    declinedTitle: 'Vous avez refusé l’invitation',
    declinedLead: 'Il ne reste rien à faire. Vous pouvez fermer cette page.',
    doneTitle: 'C’est fait',
    doneLead: organization => `Vous êtes maintenant membre de l’organisation ${organization}.`,
    noTokenTitle: 'Ouvrez le lien de votre e-mail',
    noTokenLead:
      'Cette page a besoin du lien de votre e-mail d’invitation. Pour votre sécurité, il n’est pas conservé ici : après un rechargement, il faut l’ouvrir de nouveau.',
  },

  reset: {
    title: 'Choisir un nouveau mot de passe',
    newPassword: 'Nouveau mot de passe',
    save: 'Enregistrer le mot de passe',
    doneTitle: 'Votre mot de passe a été modifié',
    doneLead: 'Toutes les sessions ouvertes auparavant sont fermées. Connectez-vous avec le nouveau mot de passe.',
    linkDead:
      'Ce lien ne fonctionne plus : il a servi, une heure est passée, ou il existe un e-mail plus récent. Demandez-en un autre.',
    requestTitle: 'Mot de passe oublié ?',
    requestLead: 'Nous vous envoyons un lien pour en choisir un nouveau. Tant qu’il n’a pas servi, l’ancien reste valable.',
    send: 'M’envoyer un lien',
    emailMissing: 'Saisissez votre adresse e-mail.',
    sentTitle: 'Consultez votre boîte aux lettres',
    sentLead: email => `Si ${email} permet de se connecter ici, un e-mail est en route.`,
    sentHint:
      'Le lien est valable une heure. Pas d’e-mail ? Regardez dans les indésirables, ou demandez à un administrateur de votre organisation.',
  },

  notices: {
    forbidden: 'Vous n’avez accès à aucune organisation en ce moment. Adressez-vous à un administrateur de la vôtre.',
    invalid_code: 'Ce n’est pas le code de l’e-mail le plus récent, ou il a expiré. Demandez-en un autre.',
    password_too_weak: 'Veuillez choisir un autre mot de passe.',
    validation_failed: 'Une partie de ce formulaire ne peut pas être acceptée telle quelle. Vérifiez-la et réessayez.',
    internal_error: 'L’erreur vient de nous et elle a été consignée. Veuillez réessayer plus tard.',
  },

  problems: {
    invitation_not_found: {
      title: 'Ce lien n’est pas valable',
      detail:
        'Vérifiez que vous avez ouvert le lien entier de l’e-mail d’invitation le plus récent, ou demandez une nouvelle invitation.',
    },
    invitation_expired: {
      title: 'Cette invitation a expiré',
      detail: 'Demandez à la personne qui vous a invité(e) de la renvoyer.',
    },
    invitation_accepted: {
      title: 'Cette invitation a déjà été acceptée',
      detail: 'Vous pouvez vous connecter avec votre e-mail et votre mot de passe.',
    },
    invitation_declined: {
      title: 'Cette invitation a été refusée',
      detail: 'Si c’était une erreur, demandez une nouvelle invitation.',
    },
    invitation_cancelled: {
      title: 'Cette invitation n’est plus valable',
      detail:
        'Elle a été retirée ou remplacée. Cherchez un e-mail d’invitation plus récent, ou demandez une nouvelle invitation.',
    },
  },
}

import type { Messages } from './en.ts'

export const es: Messages = {
  loading: 'Un momento…',
  tryAgain: 'Volver a intentarlo',
  offline: 'No se puede acceder al servidor. Compruebe su conexión e inténtelo de nuevo; no se pierde nada.',
  busy: wait => `Han sido demasiadas solicitudes a la vez. Inténtelo de nuevo en ${wait}; no se pierde nada.`,
  unavailable: wait => `Esto no funciona en este momento. Inténtelo de nuevo en ${wait}; no se pierde nada.`,
  tryNow: 'Ya puede intentarlo de nuevo.',
  unknown: 'Algo ha salido mal. Inténtelo de nuevo, por favor.',
  signInFailed: 'No se ha podido iniciar la sesión. Inténtelo de nuevo, por favor.',
  signInCancelled: 'No se ha iniciado la sesión. Inténtelo de nuevo cuando quiera.',
  signInLost: 'Este inicio de sesión se comenzó en otra pestaña o hace algún tiempo. Empiece de nuevo, por favor.',
  signIn: 'Iniciar sesión',
  language: 'Idioma',

  home: {
    title: product => `Le damos la bienvenida a ${product}`,
    lead: 'Inicie sesión para ver quién es aquí y qué puede hacer.',
    signedIn: name => `Hola, ${name}`,
    email: 'Correo electrónico',
    notVerified: 'aún sin verificar',
    noOrganizations: 'En este momento no pertenece a ninguna organización. Pida una invitación a un administrador.',
    roles: 'Roles',
    permissions: 'Permisos',
    none: 'ninguno',
    signOut: 'Cerrar sesión',
  },

  accept: {
    pageTitle: 'Su invitación',
    title: organization => `Unirse a ${organization}`,
    invitedBy: (inviter, organization, product) => `${inviter} le invita a unirse a ${organization} en ${product}.`,
    invited: (organization, product) => `Ha recibido una invitación para unirse a ${organization} en ${product}.`,
    messageFrom: inviter => (inviter ? `Mensaje de ${inviter}` : 'Mensaje'),
    email: 'Su correo electrónico',
    validUntil: 'Válida hasta el',
    firstName: 'Nombre',
    lastName: 'Apellidos (opcional)',
    password: 'Contraseña',
    passwordHint: 'Al menos 10 caracteres. Unas cuantas palabras seguidas sirven muy bien.',
    showPassword: 'Mostrar la contraseña',
    accept: 'Aceptar la invitación',
    decline: 'Rechazar',
    firstNameMissing: 'Escriba su nombre.',
    passwordMissing: 'Escriba una contraseña.',
    passwordShort: 'La contraseña necesita al menos 10 caracteres.',
    passwordLong: 'La contraseña puede tener como máximo 256 caracteres.',
    passwordSpaces: 'La contraseña no puede empezar ni terminar con un espacio.',
    passwordIsEmail: 'La contraseña no puede ser su dirección de correo.',
    passwordRefused: 'Esta contraseña es una de las primeras que se prueban en un ataque. Elija otra.',
    nameRefused: 'Este nombre no se puede aceptar tal como está. Acórtelo o quite los caracteres poco comunes.',
    checkFields: 'Revise lo que está señalado más abajo, por favor.',
    accountExists:
      'Ya existe una cuenta con este correo. Inicie sesión con ella para aceptar; su contraseña seguirá siendo la misma.',
    unprovenAccount:
      'Una organización ya creó una cuenta para esta dirección, y nadie la ha confirmado. Si esa cuenta es suya, inicie sesión en ella. Si no, elija una contraseña abajo: la otra cuenta dejará de poder usarse.',
    signInToAccept: 'Iniciar sesión para aceptar',
    wrongTitle: 'Esta invitación es para otra persona',
    wrongAccount: (signedIn, invited) =>
      `Ha iniciado sesión ${signedIn ? `como ${signedIn}` : 'con otra cuenta'}, pero la invitación es para ${invited}. Sigue abierta: inicie sesión como ${invited} para aceptarla.`,
    signInAs: email => `Iniciar sesión como ${email}`,
    declineTitle: '¿Rechazar esta invitación?',
    declineLead: organization =>
      `No se unirá a ${organization} y el enlace dejará de funcionar. Podrá recibir otra invitación más adelante.`,
    declineYes: 'Sí, rechazar',
    declineNo: 'No, volver',
    declinedTitle: 'Ha rechazado la invitación',
    declinedLead: 'No queda nada más por hacer. Puede cerrar esta página.',
    doneTitle: 'Ya forma parte',
    doneLead: organization => `Ahora es miembro de ${organization}.`,
    noTokenTitle: 'Abra el enlace de su correo',
    noTokenLead:
      'Esta página necesita el enlace de su correo de invitación. Por su seguridad no se guarda aquí, así que hay que abrirlo de nuevo si se recarga la página.',
  },

  notices: {
    forbidden: 'En este momento no tiene acceso a ninguna organización. Consulte a un administrador de la suya.',
    password_too_weak: 'Elija otra contraseña, por favor.',
    validation_failed: 'Algo de este formulario no se puede aceptar tal como está. Revíselo e inténtelo de nuevo, por favor.',
    internal_error: 'El fallo es nuestro y ha quedado registrado. Inténtelo de nuevo más tarde, por favor.',
  },

  problems: {
    invitation_not_found: {
      title: 'Este enlace no es válido',
      detail: 'Compruebe que ha abierto el enlace completo del correo de invitación más reciente, o pida otra invitación.',
    },
    invitation_expired: {
      title: 'Esta invitación ha caducado',
      detail: 'Pida a la persona que le invitó que la envíe de nuevo.',
    },
    invitation_accepted: {
      title: 'Esta invitación ya se aceptó',
      detail: 'Puede iniciar sesión con su correo y su contraseña.',
    },
    invitation_declined: { title: 'Esta invitación se rechazó', detail: 'Si fue un error, pida otra invitación.' },
    invitation_cancelled: {
      title: 'Esta invitación ya no es válida',
      detail: 'Se retiró o se sustituyó. Busque un correo de invitación más reciente, o pida otra invitación.',
    },
  },
}

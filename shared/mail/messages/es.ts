import type { Messages } from './en.ts'

export const es: Messages = {
  subject: ({ inviter, organization, product }) =>
    inviter ? `${inviter} le invita a unirse a ${organization} en ${product}` : `${organization} le invita a unirse a ${product}`,
  preheader: ({ until }) => `Puede aceptar la invitación hasta el ${until}.`,
  heading: ({ organization, product }) => `Únase a ${organization} en ${product}`,
  invitation: ({ inviter, organization, product }) =>
    inviter
      ? `${inviter} le invita a unirse a ${organization} en ${product}.`
      : `${organization} le invita a unirse a su espacio en ${product}.`,
  messageFrom: ({ inviter, organization }) => `Mensaje de ${inviter ?? organization}:`,
  role: ({ count }) => (count === 1 ? 'Su rol' : 'Sus roles'),
  roles: {
    rol_owner: 'Propietario',
    rol_admin: 'Administrador',
    rol_site_admin: 'Administrador de sede',
    rol_member: 'Miembro',
  },
  signInAs: 'Su correo para iniciar sesión',
  validUntil: 'Válida hasta',
  detail: ({ label, value }) => `${label}: ${value}`,
  accept: 'Aceptar la invitación',
  copyLink: 'Si el botón no funciona, copie este enlace en su navegador:',
  openLink: 'Para aceptar la invitación, abra este enlace:',
  personal: 'El enlace es solo para usted: no reenvíe este correo, por favor.',
  unexpected: 'Si no esperaba esta invitación, ignore este correo. No ocurrirá nada a menos que la acepte.',

  code: {
    subject: ({ digits, product }) => `${digits} es su código para ${product}`,
    heading: 'Confirme su dirección de correo',
    lead: ({ product }) => `Introduzca este código en ${product} para confirmar que este buzón es suyo:`,
    validity: 'Es válido durante diez minutos, y solo funciona el más reciente.',
    unexpected: 'Si no ha pedido este código, ignore este correo y no dé el código a nadie.',
  },

  loginEmailNotice: {
    subject: ({ product }) => `Otra dirección de correo para iniciar sesión en ${product}`,
    heading: 'Otra dirección para iniciar sesión',
    lead: ({ product }) =>
      `Se ha pedido otra dirección de correo para su cuenta en ${product}. En cuanto se confirme con un código, iniciará sesión con ella y ya no con esta.`,
    unexpected: 'Si no lo ha pedido usted, cambie su contraseña y avise de inmediato a un administrador de su organización.',
  },

  reset: {
    subject: ({ product }) => `Elija una nueva contraseña para ${product}`,
    heading: 'Elija una nueva contraseña',
    lead: ({ product }) =>
      `Se ha pedido una nueva contraseña para su cuenta de ${product}. Hasta que elija una, la anterior sigue siendo válida.`,
    button: 'Elegir una nueva contraseña',
    openLink: 'Para elegir una nueva contraseña, abra este enlace:',
    codeLead: '¿La página de inicio de sesión le pide un código? Es este:',
    validity: 'El enlace y el código sirven una vez, durante una hora, y solo los del correo más reciente.',
    unexpected: 'Si no lo ha pedido, ignore este correo. Su contraseña sigue siendo la misma. No dé el código a nadie.',
  },

  passwordNotice: {
    subject: ({ product }) => `Su contraseña de ${product} ha cambiado`,
    heading: 'Su contraseña ha cambiado',
    mailedCode: ({ product }) =>
      `Alguien que puede leer este buzón ha elegido una nueva contraseña para su cuenta de ${product}. Todas las sesiones anteriores se han cerrado.`,
    temporary: ({ organization, product }) =>
      `Un administrador de ${organization} ha puesto una contraseña provisional a su cuenta de ${product}. En el próximo inicio de sesión elegirá la suya, y todas las sesiones anteriores se han cerrado.`,
    unexpected: 'Si no sabe nada de esto, avise enseguida a un administrador de su organización.',
  },

  factorNotice: {
    added: {
      subject: ({ product }) => `Un segundo paso para iniciar sesión en ${product}`,
      heading: 'Un segundo paso para iniciar sesión',
      lead: ({ product }) =>
        `Se ha configurado una aplicación de autenticación para su cuenta en ${product}. A partir de ahora, para iniciar sesión hace falta un código de esta aplicación además de la contraseña.`,
    },
    removed: {
      subject: ({ product }) => `Ya no hay segundo paso para iniciar sesión en ${product}`,
      heading: 'Ya no hay segundo paso',
      lead: ({ product }) =>
        `Se ha quitado la aplicación de autenticación de su cuenta en ${product}. Para iniciar sesión ya no hace falta ningún código.`,
    },
    unexpected: 'Si no ha sido usted, cambie su contraseña y avise de inmediato a un administrador de su organización.',
  },
}

import type { Messages } from './en.ts'

export const pt: Messages = {
  subject: ({ inviter, organization, product }) =>
    inviter
      ? `${inviter} convida você a se juntar a ${organization} em ${product}`
      : `${organization} convida você a se juntar a ${product}`,
  preheader: ({ until }) => `Aceite o convite até ${until}.`,
  heading: ({ organization, product }) => `Junte-se a ${organization} em ${product}`,
  invitation: ({ inviter, organization, product }) =>
    inviter
      ? `${inviter} convida você a se juntar a ${organization} em ${product}.`
      : `${organization} convida você a fazer parte do seu espaço em ${product}.`,
  messageFrom: ({ inviter, organization }) => `Mensagem de ${inviter ?? organization}:`,
  role: ({ count }) => (count === 1 ? 'Sua função' : 'Suas funções'),
  roles: {
    rol_owner: 'Proprietário',
    rol_admin: 'Administrador',
    rol_site_admin: 'Administrador de unidade',
    rol_member: 'Membro',
  },
  signInAs: 'Seu e-mail de acesso',
  validUntil: 'Válido até',
  detail: ({ label, value }) => `${label}: ${value}`,
  accept: 'Aceitar o convite',
  copyLink: 'Se o botão não funcionar, copie este link para o seu navegador:',
  openLink: 'Para aceitar o convite, abra este link:',
  personal: 'O link é só para você: não encaminhe este e-mail, por favor.',
  unexpected: 'Se você não esperava este convite, ignore este e-mail. Nada acontece, a menos que você aceite.',

  code: {
    subject: ({ digits, product }) => `${digits} é o seu código para ${product}`,
    heading: 'Confirme o seu endereço de e-mail',
    lead: ({ product }) => `Insira este código em ${product} para confirmar que esta caixa de correio é sua:`,
    validity: 'Ele vale por dez minutos, e só o mais recente funciona.',
    unexpected: 'Se você não pediu este código, ignore este e-mail e não passe o código a ninguém.',
  },

  loginEmailNotice: {
    subject: ({ product }) => `Outro endereço de e-mail para entrar em ${product}`,
    heading: 'Outro endereço para entrar',
    lead: ({ product }) =>
      `Foi pedido outro endereço de e-mail para a sua conta em ${product}. Assim que for confirmado por um código, você entrará com ele e não mais com este.`,
    unexpected: 'Se não foi você que pediu, altere a sua senha e avise imediatamente um administrador da sua organização.',
  },

  reset: {
    subject: ({ product }) => `Escolha uma nova senha para ${product}`,
    heading: 'Escolha uma nova senha',
    lead: ({ product }) =>
      `Uma nova senha foi pedida para a sua conta em ${product}. Até você escolher uma, a antiga continua valendo.`,
    button: 'Escolher uma nova senha',
    openLink: 'Para escolher uma nova senha, abra este link:',
    codeLead: 'A página de login pede um código? É este:',
    validity: 'O link e o código valem uma vez, por uma hora, e só os do e-mail mais recente.',
    unexpected: 'Se você não pediu isso, ignore este e-mail. A sua senha continua a mesma. Não dê o código a ninguém.',
  },

  passwordNotice: {
    subject: ({ product }) => `A sua senha de ${product} foi alterada`,
    heading: 'A sua senha foi alterada',
    mailedCode: ({ product }) =>
      `Alguém que pode ler esta caixa de correio escolheu uma nova senha para a sua conta em ${product}. Tudo o que estava conectado antes foi desconectado.`,
    temporary: ({ organization, product }) =>
      `Um administrador de ${organization} definiu uma senha provisória para a sua conta em ${product}. No próximo login você escolhe a sua, e tudo o que estava conectado antes foi desconectado.`,
    unexpected: 'Se você não sabe de nada disso, avise logo um administrador da sua organização.',
  },

  factorNotice: {
    added: {
      subject: ({ product }) => `Uma segunda etapa para entrar em ${product}`,
      heading: 'Uma segunda etapa para entrar',
      lead: ({ product }) =>
        `Um aplicativo autenticador foi configurado para a sua conta em ${product}. A partir de agora, para entrar é preciso um código desse aplicativo além da senha.`,
    },
    removed: {
      subject: ({ product }) => `Sem segunda etapa para entrar em ${product}`,
      heading: 'Não há mais segunda etapa',
      lead: ({ product }) =>
        `O aplicativo autenticador da sua conta em ${product} foi removido. Para entrar não é mais preciso nenhum código.`,
    },
    unexpected: 'Se não foi você, altere a sua senha e avise imediatamente um administrador da sua organização.',
  },
}

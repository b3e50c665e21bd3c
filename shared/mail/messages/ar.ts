import type { Messages } from './en.ts'

/** Nobody's gender is known, so verbs stand where Arabic would show it as little as they can. */
export const ar: Messages = {
  subject: ({ inviter, organization, product }) =>
    inviter
      ? `دعوة من ${inviter} للانضمام إلى ${organization} على ${product}`
      : `دعوة من ${organization} للانضمام إلى ${product}`,
  preheader: ({ until }) => `يمكنك قبول الدعوة حتى ${until}.`,
  heading: ({ organization, product }) => `دعوة للانضمام إلى ${organization} على ${product}`,
  invitation: ({ inviter, organization, product }) =>
    inviter
      ? `تلقيت دعوة من ${inviter} للانضمام إلى ${organization} على ${product}.`
      : `تلقيت دعوة من ${organization} للانضمام إليها على ${product}.`,
  messageFrom: ({ inviter, organization }) => `رسالة من ${inviter ?? organization}:`,
  role: ({ count }) => (count === 1 ? 'دورك' : count === 2 ? 'دوراك' : 'أدوارك'),
  roles: {
    rol_owner: 'مالك',
    rol_admin: 'مسؤول',
    rol_site_admin: 'مسؤول موقع',
    rol_member: 'عضو',
  },
  signInAs: 'بريدك الإلكتروني لتسجيل الدخول',
  validUntil: 'صالحة حتى',
  detail: ({ label, value }) => `${label}: ${value}`,
  accept: 'قبول الدعوة',
  copyLink: 'إذا لم يعمل الزر، يُرجى نسخ هذا الرابط إلى المتصفح:',
  openLink: 'لقبول الدعوة، يُرجى فتح هذا الرابط:',
  personal: 'هذا الرابط مخصص لك وحدك: يُرجى عدم إعادة توجيه هذه الرسالة.',
  unexpected: 'إذا لم تكن هذه الدعوة متوقعة، يُرجى تجاهل هذه الرسالة. لن يحدث شيء ما لم تُقبل الدعوة.',

  code: {
    subject: ({ digits, product }) => `${digits} هو رمزك في ${product}`,
    heading: 'تأكيد عنوان بريدك الإلكتروني',
    lead: ({ product }) => `أدخل هذا الرمز في ${product} لتأكيد أن صندوق البريد هذا لك:`,
    validity: 'الرمز صالح لمدة عشر دقائق، وأحدث رمز وحده هو الصالح.',
    unexpected: 'إذا لم تطلب هذا الرمز، فتجاهل هذه الرسالة ولا تُعطِ الرمز لأحد.',
  },

  loginEmailNotice: {
    subject: ({ product }) => `عنوان بريد آخر لتسجيل الدخول إلى ${product}`,
    heading: 'عنوان آخر لتسجيل الدخول',
    lead: ({ product }) => `طُلب عنوان بريد إلكتروني آخر لحسابك على ${product}. بعد تأكيده برمز ستسجّل الدخول به، لا بهذا العنوان.`,
    unexpected: 'إذا لم تطلب ذلك، فغيّر كلمة مرورك وأخبر مسؤولًا في مؤسستك فورًا.',
  },

  reset: {
    subject: ({ product }) => `اختر كلمة مرور جديدة على ${product}`,
    heading: 'اختر كلمة مرور جديدة',
    lead: ({ product }) => `طُلبت كلمة مرور جديدة لحسابك على ${product}. تبقى كلمة المرور القديمة صالحة إلى أن تختار غيرها.`,
    button: 'اختيار كلمة مرور جديدة',
    openLink: 'لاختيار كلمة مرور جديدة، افتح هذا الرابط:',
    codeLead: 'هل تطلب منك صفحة تسجيل الدخول رمزًا؟ هذا هو الرمز:',
    validity: 'يعمل الرابط والرمز مرة واحدة خلال ساعة، وما في أحدث رسالة فقط هو الصالح.',
    unexpected: 'إذا لم تطلب ذلك، فتجاهل هذه الرسالة. ستبقى كلمة مرورك كما هي. لا تعطِ الرمز لأي أحد.',
  },

  passwordNotice: {
    subject: ({ product }) => `تم تغيير كلمة مرورك على ${product}`,
    heading: 'تم تغيير كلمة مرورك',
    mailedCode: ({ product }) =>
      `اختار شخص يمكنه قراءة صندوق البريد هذا كلمة مرور جديدة لحسابك على ${product}. وأُنهيت كل الجلسات السابقة.`,
    temporary: ({ organization, product }) =>
      `عيّن أحد مسؤولي ${organization} كلمة مرور مؤقتة لحسابك على ${product}. ستختار كلمة مرورك عند تسجيل الدخول التالي، وأُنهيت كل الجلسات السابقة.`,
    unexpected: 'إذا كنت لا تعلم شيئًا عن هذا، فأبلغ مسؤولًا في مؤسستك فورًا.',
  },

  factorNotice: {
    added: {
      subject: ({ product }) => `خطوة ثانية لتسجيل الدخول إلى ${product}`,
      heading: 'خطوة ثانية لتسجيل الدخول',
      lead: ({ product }) =>
        `تم إعداد تطبيق مصادقة لحسابك على ${product}. من الآن فصاعدًا يتطلب تسجيل الدخول رمزًا من هذا التطبيق إلى جانب كلمة مرورك.`,
    },
    removed: {
      subject: ({ product }) => `لم تعد هناك خطوة ثانية لتسجيل الدخول إلى ${product}`,
      heading: 'لم تعد هناك خطوة ثانية',
      lead: ({ product }) => `أُزيل تطبيق المصادقة من حسابك على ${product}. لم يعد تسجيل الدخول يتطلب رمزًا منه.`,
    },
    unexpected: 'إذا لم تكن أنت من فعل ذلك، فغيّر كلمة مرورك وأخبر مسؤولًا في مؤسستك فورًا.',
  },
}

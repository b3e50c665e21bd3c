/**
 * Which events of the default bus are about our invitations' mails: of this deployment's configuration set alone, which other stages
 * of the account don't share; Cognito's mails go through it too, without our tags.
 */
export const mailPattern = (configurationSet: string) => ({
  source: ['aws.ses'],
  'detail-type': ['Email Sent', 'Email Delivered', 'Email Bounced', 'Email Complaint Received', 'Email Rejected'],
  detail: { mail: { tags: { 'ses:configuration-set': [configurationSet], invitation: [{ exists: true }] } } },
})

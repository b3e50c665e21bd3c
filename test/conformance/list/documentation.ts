const documentation = 'https://docs.aws.amazon.com'

/** "Amazon Cognito user pools API reference". */
export const reference = (name: string) => `${documentation}/cognito-user-identity-pools/latest/APIReference/API_${name}.html`

/** "Amazon Cognito developer guide". */
export const guide = (page: string) => `${documentation}/cognito/latest/developerguide/${page}.html`

export const pages = {
  accessToken: guide('amazon-cognito-user-pools-using-the-access-token'),
  idToken: guide('amazon-cognito-user-pools-using-the-id-token'),
  refreshToken: guide('amazon-cognito-user-pools-using-the-refresh-token'),
  verifying: guide('amazon-cognito-user-pools-using-tokens-verifying-a-jwt'),
  revocation: guide('token-revocation'),
  sessions: guide('managing-user-sessions'),
  attributes: guide('user-pool-settings-attributes'),
  letterCase: guide('user-pool-case-sensitivity'),
  passwords: guide('managing-users-passwords'),
  existence: guide('cognito-user-pool-managing-errors'),
  lockout: guide('authentication-flow-things-to-know'),
  quotas: guide('quotas'),
  codes: guide('signing-up-users-in-your-app'),
  linking: guide('cognito-user-pools-identity-federation-consolidate-users'),
  authorize: guide('authorization-endpoint'),
  pkce: guide('using-pkce-in-authorization-code'),
  token: guide('token-endpoint'),
  revoke: guide('revocation-endpoint'),
  userInfo: guide('userinfo-endpoint'),
  logout: guide('logout-endpoint'),
  endpoints: guide('federation-endpoints'),
}

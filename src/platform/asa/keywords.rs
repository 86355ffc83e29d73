//! The keywords of the commands that a VPN hangs on, so that abbreviated ones can be read.
//!
//! Source: Cisco ASA command reference. Commands beside them that begin alike stand here as well: a word that may mean one
//! of those is not read.

/// The table, in the notation of [`Keywords::new`](crate::platform::cisco::abbreviation::Keywords::new).
pub(in crate::platform) const KEYWORDS: &str = "
    // --- The whole device ---------------------------------------------------------------------------------------
    aaa|aaa-server|access-group|arp|crashinfo|cts|group-object|hostname|hpm|http|icmp|igmp|imap4s|ip|ipsec-udp|ipv6|isakmp
    name|nameif|names|nat|object-group-search|vpn|vpn-addr-assign|vpn-sessiondb|vpdn|vpnclient|vpngroup|webvpn|tunnel-group-map
    access-list alert-interval|deny-flow-max
    access-list * deny|ethertype|permit|remark|standard|webtype
    access-list * extended permit|deny
    access-list * line # deny|permit|remark|standard
    access-list * line # extended permit|deny
    interface * > interface
    object network|service * > object
    object-group icmp-type|network|protocol|security|service|user * > object-group
    crypto ca|csr-params|dynamic-map|engine|ikev1|ikev2|ipsec|isakmp|key|large-cert-acceleration|map
    crypto ikev1|isakmp am-disable|disconnect-notify|fragmentation|ipsec-over-tcp|limit|reload-wait
    crypto ikev1|isakmp enable *
    crypto ikev1|isakmp policy # > ikev1-policy
    crypto isakmp nat-traversal
    crypto isakmp identity address|auto|hostname
    crypto isakmp identity key-id *
    crypto ikev2 cookie-challenge|fragmentation|limit|notify|redirect
    crypto ikev2 enable * client-services port
    crypto ikev2 policy # > ikev2-policy
    crypto ikev2 remote-access trustpoint *
    crypto ipsec df-bit|fragmentation|inner-routing-lookup
    crypto ipsec ikev2 sa-strength-enforcement
    crypto ipsec ikev2 ipsec-proposal * > ipsec-proposal
    crypto ipsec profile * > ipsec-profile
    crypto ipsec security-association pmtu-aging|replay
    crypto ipsec security-association lifetime seconds|kilobytes *
    crypto ipsec transform-set * esp-3des|esp-aes|esp-aes-192|esp-aes-256|esp-des|esp-md5-hmac|esp-none|esp-null|esp-sha-hmac+
    crypto ipsec transform-set * mode transport
    crypto ipsec ikev1 transform-set * esp-3des|esp-aes|esp-aes-192|esp-aes-256|esp-des|esp-md5-hmac|esp-none|esp-null|esp-sha-hmac+
    crypto ipsec ikev1 transform-set * mode transport
    crypto map * client
    crypto map * interface *
    crypto map * # ipsec-isakmp dynamic *
    crypto map * # ipsec-manual
    crypto map * # match address *
    crypto map * # set connection-type answer-only|bidirectional|originate-only
    crypto map * # set df-bit|inheritance|nat-t-disable|reverse-route|session-key|tfc-packets|validate-icmp-errors
    crypto map * # set ikev1 phase1-mode main|aggressive
    crypto map * # set ikev1 transform-set|trustpoint *
    crypto map * # set ikev2 ipsec-proposal *
    crypto map * # set ikev2 local-identity|pre-shared-key
    crypto map * # set ikev2 mode transport|transport-require|tunnel
    crypto map * # set peer|transform-set|trustpoint *
    crypto map * # set pfs group1|group2|group5|group7|group14|group15|group16|group19|group20|group21|group24
    crypto map * # set phase1-mode main|aggressive
    crypto map * # set security-association lifetime seconds|kilobytes *
    crypto dynamic-map * # match address *
    crypto dynamic-map * # set df-bit|nat-t-disable|reverse-route|tfc-packets|validate-icmp-errors
    crypto dynamic-map * # set ikev1 transform-set *
    crypto dynamic-map * # set ikev2 ipsec-proposal *
    crypto dynamic-map * # set peer|transform-set *
    crypto dynamic-map * # set pfs group1|group2|group5|group7|group14|group15|group16|group19|group20|group21|group24
    crypto dynamic-map * # set security-association lifetime seconds|kilobytes *
    isakmp am-disable|client|disconnect-notify|ipsec-over-tcp|keepalive|key|nat-traversal|peer|reload-wait|xauth
    isakmp enable *
    isakmp identity address|auto|hostname
    isakmp policy # authentication pre-share|rsa-sig|dsa-sig|crack
    isakmp policy # encryption 3des|aes|aes-192|aes-256|des
    isakmp policy # hash md5|sha
    isakmp policy # group|lifetime #
    tunnel-group * type ipsec-l2l|ipsec-ra|remote-access|webvpn
    tunnel-group * general-attributes > general-attributes
    tunnel-group * ipsec-attributes > ipsec-attributes
    tunnel-group * ppp-attributes|webvpn-attributes
    group-policy * external|internal
    group-policy * attributes > group-policy
    // --- IKE ----------------------------------------------------------------------------------------------------
    ikev1-policy: exit|help|no|quit
    ikev1-policy: authentication crack|dsa-sig|pre-share|rsa-sig
    ikev1-policy: encryption 3des|aes|aes-192|aes-256|des
    ikev1-policy: hash md5|sha
    ikev1-policy: group|lifetime #
    ikev2-policy: additional-key-exchange|exit|help|key-exchange-method|no|quit
    ikev2-policy: encryption 3des|aes|aes-192|aes-256|aes-gcm|aes-gcm-192|aes-gcm-256|des|null+
    ikev2-policy: integrity|prf md5|null|sha|sha256|sha384|sha512+
    ikev2-policy: group #+
    ikev2-policy: lifetime seconds *
    general-attributes: accounting-server-group|address-pool|annotation|authenticated-session-username
    general-attributes: authentication-attr-from-server|authentication-server-group|authorization-dn-attributes
    general-attributes: authorization-required|authorization-server-group|dhcp-server|exit|help|nat-assigned-to-public-ip|no
    general-attributes: override-account-disable|password-management|quit|scep-enrollment|secondary-authentication-server-group
    general-attributes: secondary-username-from-certificate|strip-group|strip-realm|username-from-certificate
    general-attributes: default-group-policy *
    ipsec-attributes: authorization-dn-attributes|authorization-required|chain|client-update|exit|help|no|quit|radius-sdi-xauth
    ipsec-attributes: radius-with-expiry|virtual-template
    ipsec-attributes: ikev1 pre-shared-key|radius-sdi-xauth|trust-point|user-authentication
    ipsec-attributes: ikev2 mobike-rrc|ppk|route|rsa-sig-hash
    ipsec-attributes: ikev2 local-authentication pre-shared-key|certificate|ppk
    ipsec-attributes: ikev2 remote-authentication pre-shared-key|certificate|eap|ppk
    ipsec-attributes: isakmp ikev1-user-authentication
    ipsec-attributes: isakmp keepalive disable|threshold
    ipsec-attributes: peer-id-validate cert|nocheck|req
    ipsec-attributes: pre-shared-key|trust-point *
    // --- IPsec --------------------------------------------------------------------------------------------------
    ipsec-proposal: exit|help|no|quit
    ipsec-proposal: protocol esp encryption 3des|aes|aes-192|aes-256|aes-gcm|aes-gcm-192|aes-gcm-256|aes-gmac|aes-gmac-192|aes-gmac-256|des|null+
    ipsec-proposal: protocol esp integrity md5|null|sha-1|sha-256|sha-384|sha-512+
    ipsec-profile: description|exit|help|no|quit|responder-only
    ipsec-profile: set ikev1 transform-set *
    ipsec-profile: set ikev2 ipsec-proposal *
    ipsec-profile: set pfs group1|group2|group5|group14|group15|group16|group19|group20|group21|group24
    ipsec-profile: set reverse-route|trustpoint
    ipsec-profile: set security-association lifetime seconds|kilobytes *
    // --- Interfaces and objects ---------------------------------------------------------------------------------
    interface: bridge-group|channel-group|cts|ddns|delay|description|dhcp|dhcprelay|duplex|exit|flowcontrol|hello-interval
    interface: help|hold-time|igmp|lacp|mac-address|management-only|member-interface|mfib|mtu|multicast|no|ospf|pim|policy-route
    interface: port-object|pppoe|quit|redundant-interface|rip|security-level|shutdown|speed|split-horizon|standby|summary-address
    interface: switchport|vlan|zone-member|ipv6|ip|nameif
    interface: ip audit|verify|local
    interface: ip address dhcp|pppoe
    interface: ip address *
    interface: tunnel path-mtu-discovery|tos|ttl
    interface: tunnel source interface *
    interface: tunnel destination *
    interface: tunnel mode ipsec ipv4|ipv6
    interface: tunnel protection ipsec policy|profile *
    object: description|exit|fqdn|help|host|nat|no|quit|range|service|subnet
    object-group: description|exit|help|icmp-object|no|port-object|protocol-object|quit|security-group|service-object|user|user-group
    object-group: group-object *
    object-group: network-object host|object *
    object-group: network-object *
    group-policy: vpn-access-hours|vpn-filter|vpn-framed-ip-address|vpn-idle-timeout|vpn-session-timeout|vpn-simultaneous-logins
    group-policy: vpn-tunnel-protocol IPSec|ikev1|ikev2|l2tp-ipsec|ssl-client|ssl-clientless|svc|webvpn+
";

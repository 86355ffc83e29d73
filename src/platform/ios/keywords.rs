//! The keywords of the commands that a VPN hangs on, so that abbreviated ones can be read.
//!
//! Source: Cisco IOS Security Command Reference. Commands beside them that begin alike stand here as well: a word that may
//! mean one of those is not read.

/// The table, in the notation of [`Keywords::new`](crate::platform::cisco::abbreviation::Keywords::new).
pub(in crate::platform) const KEYWORDS: &str = "
    // --- The whole device ---------------------------------------------------------------------------------------
    aaa|access-expression|access-session|alias|archive|arp|hostname|hw-module|id-manager|ipc|ipv6|ixi|key|vrf|no|default
    access-list * permit|deny|remark
    interface * > interface
    ip accounting-list|accounting-threshold|accounting-transits|address-pool|admission|alias|arp|as-path|audit|auth-proxy
    ip access-list resequence|log-update|logging|helper|persistent|match-local-traffic
    ip access-list extended|standard * > list
    ipv6 access-list * > list
    object-group service|security|ip|v4|v6
    object-group network * > object-group
    crypto ca|call|connect|ctcp|dynamic-map|engine|fips|gdoi|gkm|identity|ikev2|ipsec|isakmp|key|keyring|logging|map
    crypto mib|pki|provisioning|ssl|tls-tunnel|vpn|wui|xauth
    crypto isakmp client|diagnose|enable|fragmentation|invalid-spi-recovery|keepalive|performance|xauth
    crypto isakmp aggressive-mode disable
    crypto isakmp default policy
    crypto isakmp nat keepalive
    crypto isakmp identity address|hostname|dn
    crypto isakmp policy # > isakmp-policy
    crypto isakmp key 0|6|7 * address|hostname *
    crypto isakmp key * address|hostname *
    crypto isakmp profile * > isakmp-profile
    crypto isakmp peer address|hostname * > isakmp-peer
    crypto keyring * > keyring
    crypto keyring * vrf * > keyring
    crypto ikev2 authorization|certificate-cache|client|cluster|cookie-challenge|diagnose|disconnect-revoked-peers|dpd
    crypto ikev2 fragmentation|http-url|limit|multi-sa|nat|name-mangler|redirect|window
    crypto ikev2 proposal * > ikev2-proposal
    crypto ikev2 policy * > ikev2-policy
    crypto ikev2 keyring * > ikev2-keyring
    crypto ikev2 profile * > ikev2-profile
    crypto ipsec client|df-bit|fragmentation|ipv4-deny|optional|server
    crypto ipsec nat-transparency udp-encapsulation|spi-matching
    crypto ipsec security-association dummy|ecn|idle-time|multi-sn|replay
    crypto ipsec security-association lifetime seconds|kilobytes|days *
    crypto ipsec transform-set * ah-md5-hmac|ah-sha-hmac|ah-sha256-hmac|ah-sha384-hmac|ah-sha512-hmac|comp-lzs|esp-3des|esp-aes|esp-des|esp-gcm|esp-gmac|esp-md5-hmac|esp-null|esp-seal|esp-sha-hmac|esp-sha256-hmac|esp-sha384-hmac|esp-sha512-hmac|128|192|256+ > transform-set
    crypto ipsec profile * > ipsec-profile
    crypto map * client|discover|gdoi|redundancy
    crypto map * local-address|isakmp-profile *
    crypto map * isakmp authorization list *
    crypto map * # gdoi|ipsec-manual > map
    crypto map * # ipsec-isakmp > map
    crypto map * # ipsec-isakmp dynamic|profile * > map
    crypto map * # ipsec-isakmp dynamic * discover > map
    crypto dynamic-map * # > map
    // --- IKEv1 --------------------------------------------------------------------------------------------------
    isakmp-policy: end|exit|do|help|no|default|quit
    isakmp-policy: authentication pre-share|rsa-encr|rsa-sig|ecdsa-sig
    isakmp-policy: encryption 3des|des|aes
    isakmp-policy: encryption aes 128|192|256
    isakmp-policy: hash md5|sha|sha256|sha384|sha512
    isakmp-policy: group|lifetime #
    isakmp-profile: accounting|description|do|end|exit|help|isakmp|qos-group|quit|reverse-route|virtual-template|vrf
    isakmp-profile: ca|pki trust-point|trustpoint *
    isakmp-profile: client authentication|configuration|pki
    isakmp-profile: default|no
    isakmp-profile: initiate mode aggressive
    isakmp-profile: keyring|local-address *
    isakmp-profile: keepalive # retry #
    isakmp-profile: match certificate *
    isakmp-profile: match identity address|group|host|user *
    isakmp-profile: self-identity address|fqdn|user-fqdn
    isakmp-peer: description|do|end|exit|help|quit
    isakmp-peer: set aggressive-mode password
    isakmp-peer: set aggressive-mode client-endpoint ipv4-address|ipv6-address|fqdn|user-fqdn *
    keyring: description|do|end|exit|help|quit|rsa-pubkey|local-address
    keyring: pre-shared-key hostname * key
    keyring: pre-shared-key address * key
    keyring: pre-shared-key address * * key
    // --- IKEv2 --------------------------------------------------------------------------------------------------
    ikev2-proposal: do|end|exit|help|quit|description|pqc
    ikev2-proposal: encryption 3des|des|aes-cbc-128|aes-cbc-192|aes-cbc-256|aes-gcm-128|aes-gcm-256+
    ikev2-proposal: integrity|prf md5|sha1|sha256|sha384|sha512+
    ikev2-proposal: group #+
    ikev2-policy: do|end|exit|help|quit|description
    ikev2-policy: proposal *
    ikev2-policy: match fvrf *
    ikev2-policy: match address local
    ikev2-keyring: description|do|end|exit|help|ppk|quit
    ikev2-keyring: peer|hostname *
    ikev2-keyring: address ipv6 *
    ikev2-keyring: address *
    ikev2-keyring: identity address|email|fqdn|key-id *
    ikev2-keyring: pre-shared-key local|remote *
    ikev2-keyring: pre-shared-key *
    ikev2-profile: aaa|anyconnect|config-exchange|config-mode|description|do|dpd|dynamic|end|exit|help|initial-contact|ivrf
    ikev2-profile: nat|ppk|quit|reconnect|redirect|request|shutdown|virtual-template
    ikev2-profile: authentication local|remote ecdsa-sig|eap|rsa-sig
    ikev2-profile: authentication local|remote pre-share key
    ikev2-profile: identity local address|dn|email|fqdn|key-id
    ikev2-profile: keyring local|aaa *
    ikev2-profile: keyring *
    ikev2-profile: lifetime #
    ikev2-profile: match certificate|fvrf *
    ikev2-profile: match address local
    ikev2-profile: match identity remote address|any|email|fqdn|key-id
    ikev2-profile: pki trustpoint
    // --- IPsec --------------------------------------------------------------------------------------------------
    transform-set: do|end|exit|help|quit|description|esn
    transform-set: mode transport|tunnel
    ipsec-profile: description|dialer|do|end|exit|help|quit|reverse-route|responder-only
    ipsec-profile: set identity|mixed-mode|reverse-route|security-policy
    ipsec-profile: set transform-set|isakmp-profile|ikev2-profile *
    ipsec-profile: set pfs group1|group2|group5|group14|group15|group16|group19|group20|group21|group24
    ipsec-profile: set security-association dfbit|dummy|ecn|idle-time|level|replay
    ipsec-profile: set security-association lifetime seconds|kilobytes|days *
    map: description|do|end|exit|help|qos|quit|reverse-route
    map: match address *
    map: set identity|ip|mixed-mode|nat|reverse-route|security-policy|session-key
    map: set peer|transform-set|isakmp-profile|ikev2-profile *
    map: set pfs group1|group2|group5|group14|group15|group16|group19|group20|group21|group24
    map: set security-association dfbit|dummy|ecn|idle-time|level|replay
    map: set security-association lifetime seconds|kilobytes|days *
    // --- Interfaces, access lists, object groups ----------------------------------------------------------------
    interface: arp|bandwidth|bfd|bridge-group|carrier-delay|cdp|channel-group|clock|cts|custom-queue-list|dampening|delay
    interface: description|dialer|dialer-group|do|down-when-looped|duplex|encapsulation|end|ethernet|exit|fair-queue
    interface: full-duplex|glbp|half-duplex|help|hold-queue|if-state|ipv6|isdn|keepalive|lacp|lldp|load-interval|logging
    interface: loopback|mac-address|macsec|media-type|mop|mpls|mtu|negotiation|no|ntp|peer|platform|ppp|pppoe|pppoe-client
    interface: priority-group|pvc|qos|queue|quit|random-detect|rate-limit|serial|service-policy|snmp|spanning-tree|speed
    interface: standby|storm-control|switchport|tcam|timeout|traffic-shape|transmit-interface|trunk-group|tx-ring-limit
    interface: udld|vlan-id|vrrp|zone-member|shutdown|default|source|cable|crypto
    interface: crypto engine|ipsec
    interface: crypto map *
    interface: ip access-group|accounting|admission|audit|authentication|auth-proxy|bandwidth-percent|bgp|broadcast-address
    interface: ip unreachables|urlfilter|nhrp|nat|verify|virtual-reassembly|vrf
    interface: ip address dhcp|negotiated|pool
    interface: ip address *
    interface: ip unnumbered *
    interface: ip vrf autoclassify|receive|select|sitemap
    interface: ip vrf forwarding *
    interface: vrf forwarding *
    interface: tunnel bandwidth|checksum|csum|endpoint|entropy|flow|key|path-mtu-discovery|raw|rbscp|route-via|sequence-datagrams|tos|ttl|tsp-hop|udlr
    interface: tunnel source|destination|vrf *
    interface: tunnel mode gre ip|ipv6|multipoint|ultimate
    interface: tunnel mode ipsec ipv4|ipv6|dual-overlay
    interface: tunnel mode aurp|cayman|dvmrp|eon|iptalk|ipip|ipv6|ipv6ip|mpls|nos|rbscp
    interface: tunnel protection psk
    interface: tunnel protection ipsec policy ipv4|ipv6 *
    interface: tunnel protection ipsec profile * ikev2-profile|isakmp-profile *
    interface: tunnel protection ipsec profile * shared
    list: absolute|do|dynamic|end|evaluate|exit|help|quit|no|default
    list: permit|deny|remark
    list: # permit|deny|remark
    object-group: any|description|do|end|exit|help|quit|no
    object-group: host|range|group-object *
";

//! The cheap filter before the patterns: where a line may hold a secret.
//!
//! Most lines hold none of the words that secrets stand behind. The whole text is searched for three letters of each of
//! them, two bytes a step, so that no other line costs more than that.

/// Three letters of every word that a pattern, a name or an element of this module looks for.
const STEMS: &[[u8; 3]] = &[
    *b"key", // key, pre-shared-key, private-key
    *b"pre", *b" is", *b"kmp", *b" k ", // pre-shared-key, isakmp key, key, abbreviated
    *b"n-k", *b"ssi", // session-key
    *b"c-a", // ipsec-attributes, behind which a key stands
    *b"ecr", // secret
    *b"pas", // password, passwd, passphrase
    *b"psk", *b"ppk", *b"pwd", *b"dpw", // psk, ppk, authpwd, bindpw
    *b"pha", // phash
    *b"mmu", // community
    *b"md5", *b"spi", // message digests and IPsec keys of routing protocols
    *b"aut", // authentication, auth-pass
    *b"nmp", // snmp-server
    *b"aa-", // aaa-server
    *b"-pw", // radius-common-pw
    *b"bcr", *b"rv>", // bcrypt-hash, prv
    *b"://", // a URL
    *b"xau", *b"eap", *b"ntl", // the types of ipsec.secrets
];

/// One bit for each pair of bytes that begins or ends a stem, in lower case.
static PAIRS: [u64; 1024] = pairs();

/// The bit that turns ASCII letters to lower case; it merges some other bytes, which costs a needless look.
const LOWER: u8 = 0x20;

const fn pairs() -> [u64; 1024] {
    let mut bits = [0; 1024];
    let mut at = 0;
    while at < STEMS.len() {
        let [a, b, c] = STEMS[at];
        let (head, tail) = (index(a, b), index(b, c));
        bits[head / 64] |= 1 << (head % 64);
        bits[tail / 64] |= 1 << (tail % 64);
        at += 1;
    }
    bits
}

const fn index(a: u8, b: u8) -> usize {
    ((a | LOWER) as usize) << 8 | (b | LOWER) as usize
}

/// The first place at or behind `from` where one of the stems stands.
pub(super) fn next(text: &str, from: usize) -> Option<usize> {
    let tail = text.as_bytes().get(from..)?;
    let mut searched = 0;
    loop {
        let is_hit = |pair: &[u8]| PAIRS[index(pair[0], pair[1]) / 64] >> (index(pair[0], pair[1]) % 64) & 1 == 1;
        let hit = searched + 2 * tail.get(searched..)?.chunks_exact(2).position(is_hit)?;
        // The pair is the head of a stem here, or the tail of one that begins a byte before.
        let start = [hit.checked_sub(1), Some(hit)].into_iter().flatten().find(|start| is_stem(tail, *start));
        if let Some(start) = start {
            return Some(from + start);
        }
        searched = hit + 2;
    }
}

fn is_stem(bytes: &[u8], at: usize) -> bool {
    let Some(&[a, b, c]) = bytes.get(at..at + 3) else { return false };
    STEMS.contains(&[a | LOWER, b | LOWER, c | LOWER])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stem_is_found_wherever_it_stands() {
        for stem in STEMS {
            let stem = String::from_utf8(stem.to_vec()).unwrap();
            for lead in 0..5 {
                let text = format!("{}{}", "zé..".chars().cycle().take(lead).collect::<String>(), stem);
                let at = text.find(&stem).unwrap();
                assert_eq!(next(&text, 0), Some(at), "{text}");
                assert_eq!(next(&text.to_ascii_uppercase(), 0), Some(at), "{text}");
                assert_eq!(next(&text, at + 1), None, "{text}");
            }
        }
    }
}

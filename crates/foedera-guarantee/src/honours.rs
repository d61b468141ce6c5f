//! Whether treaties were honoured in wars, as experts code it.

/// Published counts of commitments honoured in wars of 1945 to 2003: what was counted, how often, of how many (Berkemeier and Fuhrmann
/// 2018, Research & Politics 5(2); recounted from their file by a test).
pub const PUBLISHED_SINCE_1945: [(&str, u32, u32); 2] = [
    ("commitments honoured in wars since 1945, any obligation", 12, 54),
    ("commitments honoured in wars since 1945, defence pacts", 6, 43),
];

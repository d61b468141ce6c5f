//! Arguments about alliances.

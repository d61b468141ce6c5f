//! Whether treaties were honoured in wars, as experts code it.

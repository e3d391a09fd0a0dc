CREATE TABLE t (a INTEGER, /* renamed from: old */ CHECK (a > 0));

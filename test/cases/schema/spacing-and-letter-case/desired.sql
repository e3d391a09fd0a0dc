create table book ( id INTEGER PRIMARY KEY, title TEXT );

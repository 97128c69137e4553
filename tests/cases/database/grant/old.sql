grant connect, temporary on database d to app_reader;

"""Current monitoring servers and their validators from Debian's and Ubuntu's packages, unpacked into one folder."""
